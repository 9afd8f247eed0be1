using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Durability;

namespace Orchestrator.Hosting;

/// <summary>Gives the silo its store and watches whether it can be reached and keeps what it acknowledges.</summary>
internal static class StoreHosting
{
    public static Store AddStore(this WebApplicationBuilder builder, NodeOptions options)
    {
        var store = Store.Open(options);
        builder.Services.AddHealthChecks().AddCheck("store", () => store.Connection.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The store cannot be reached."));
        builder.Services.AddDurability(store.IsEmbedded ? null : store.Connection, options.StoreDurability);
        return store;
    }
}

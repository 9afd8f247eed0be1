using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orchestrator.Hosting;

/// <summary>Gives the silo its store and watches whether it can be reached.</summary>
internal static class StoreHosting
{
    public static Store AddStore(this WebApplicationBuilder builder, NodeOptions options)
    {
        var store = Store.Open(options);
        builder.Services.AddHealthChecks().AddCheck("store", () => store.Connection.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The store cannot be reached."));
        return store;
    }
}

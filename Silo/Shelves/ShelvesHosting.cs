using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orleans.Configuration;

namespace Orchestrator.Shelves;

internal static class ShelvesHosting
{
    /// <summary>Lists conversations in the store, and has those that have grown old removed.</summary>
    public static ISiloBuilder AddShelves(this ISiloBuilder silo, StackExchange.Redis.IConnectionMultiplexer store)
    {
        silo.Services.AddSingleton<IConversationIndex>(services =>
            new RedisConversationIndex(store, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId));
        silo.Services.AddRetentionSweeps();
        return silo;
    }
}

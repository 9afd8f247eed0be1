using Orchestrator.Health;
using StackExchange.Redis;

namespace Orchestrator.Durability;

/// <summary>Adds the watch over the store's durability, and what it finds to the answer of <c>/health/ready</c>.</summary>
internal static class DurabilityHosting
{
    /// <param name="services">Where the silo itself is not yet: services start in the order in which they were added.</param>
    /// <param name="connection">The connection to the store; null for the embedded one.</param>
    /// <param name="policy">What to do when the store may lose what it acknowledged.</param>
    public static IServiceCollection AddDurability(this IServiceCollection services, IConnectionMultiplexer? connection, DurabilityPolicy policy)
    {
        services.AddSingleton(new StoreInquiry(connection));
        services.AddSingleton(provider => new DurabilityDemand(policy, provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<StoreWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreWatch>());
        services.AddHealthChecks().AddCheck<DurabilityCheck>("store-durability", tags: [HealthHosting.Ready]);
        return services;
    }
}

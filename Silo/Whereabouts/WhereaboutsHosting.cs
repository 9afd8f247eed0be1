using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace Orchestrator.Whereabouts;

internal static class WhereaboutsHosting
{
    /// <summary>Chooses how each kind of grain is found, so that a silo's death touches only what stood on it.</summary>
    public static ISiloBuilder AddWhereabouts(this ISiloBuilder silo, StackExchange.Redis.IConnectionMultiplexer store)
    {
        silo.Services.AddSingleton<IGrainDirectoryResolver>(services =>
            new DirectoryChoice(new RedisGrainDirectory(store, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId)));
        return silo;
    }
}

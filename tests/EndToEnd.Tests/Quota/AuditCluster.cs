using Orchestrator.Tests.Processes;

namespace Orchestrator.Tests.Quota;

/// <summary>Three silos on a durable Redis, and the Simulator, whose journal is the audit's only witness.</summary>
internal sealed class AuditCluster : IAsyncDisposable
{
    private AuditCluster(RedisServer redis, SimulatedUpstream upstream, SiloProcess[] silos) => (Redis, Upstream, Silos) = (redis, upstream, silos);

    public RedisServer Redis { get; }

    public SimulatedUpstream Upstream { get; }

    public SiloProcess[] Silos { get; }

    public static async Task<AuditCluster> Start()
    {
        var redis = await RedisServer.Start();
        var upstream = await SimulatedUpstream.Start();
        var silos = Enumerable.Range(0, 3).Select(_ => new SiloProcess(upstream.Address, redis.Address, AuditTenants.Settings())).ToArray();
        await Task.WhenAll(silos.Select(silo => silo.Start()));
        return new AuditCluster(redis, upstream, silos);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos) await silo.DisposeAsync();
        await Upstream.DisposeAsync();
        await Redis.DisposeAsync();
    }
}

using Xunit;

namespace Orchestrator.Tests.Processes;

/// <summary>Real processes on a real Redis: one upstream, three silos, two ClientApi.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private const int SiloCount = 3;
    private const int ClientApiCount = 2;

    internal RedisServer Redis { get; private set; } = null!;

    internal SimulatedUpstream Upstream { get; private set; } = null!;

    internal List<SiloProcess> Silos { get; } = [];

    internal List<ClientApiProcess> ClientApis { get; } = [];

    /// <summary>Every address that serves the API.</summary>
    internal IReadOnlyList<string> Doors => [.. Silos.Select(silo => silo.Address), .. ClientApis.Select(api => api.Address)];

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.Start();
        Upstream = await SimulatedUpstream.Start();
        for (var i = 0; i < SiloCount; i++) Silos.Add(new SiloProcess(Upstream.Address, Redis.Address));
        await Task.WhenAll(Silos.Select(silo => silo.Start()));
        ClientApis.AddRange(await Task.WhenAll(Enumerable.Range(0, ClientApiCount).Select(_ => ClientApiProcess.Start(Redis.Address))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in ClientApis) await api.DisposeAsync();
        foreach (var silo in Silos) await silo.DisposeAsync();
        await Upstream.DisposeAsync();
        await Redis.DisposeAsync();
    }
}

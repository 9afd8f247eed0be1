using Xunit;

namespace Orchestrator.Tests.Processes;

/// <summary>The whole product in one process with its embedded store, and an upstream beside it.</summary>
public sealed class TestProduct : IAsyncLifetime
{
    internal SimulatedUpstream Upstream { get; private set; } = null!;

    internal SiloProcess Silo { get; private set; } = null!;

    internal string Address => Silo.Address;

    public async ValueTask InitializeAsync()
    {
        Upstream = await SimulatedUpstream.Start();
        Silo = await new SiloProcess(Upstream.Address).Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}

using Orleans.GrainDirectory;

namespace Orchestrator.Whereabouts;

/// <summary>Knows of nobody, for grains that stand wherever they are called.</summary>
/// <remarks>Orleans looks even these up before it places them, by default at whichever silo keeps that part of the directory; where that one has just died, a call that needs nobody else would fail.</remarks>
internal sealed class NoDirectory : IGrainDirectory
{
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}

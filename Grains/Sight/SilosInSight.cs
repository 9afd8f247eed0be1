using Orleans.Runtime.Services;

namespace Orchestrator.Sight;

/// <summary>The silos that are alive, and the way to each of them.</summary>
internal sealed class SilosInSight(IServiceProvider services, ISiloStatusOracle silos) : GrainServiceClient<ISiloSight>(services)
{
    public IReadOnlyList<SiloAddress> Alive() => [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.OrderBy(silo => silo)];

    public ISiloSight At(SiloAddress silo) => GetGrainService(silo);
}

using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>What this silo knows of its targets' health, and hears of it from the others. A target is an upstream's name, a slash, and what the upstream calls the model.</summary>
internal interface ITargetBoard
{
    /// <summary>What is worth telling the other silos of the upstream's targets: every breaker that this silo opened by itself and that is not closed again. Called a few times a second.</summary>
    ImmutableArray<TargetNews> Tell(string upstream);

    /// <summary>Takes what the other silos tell of the upstream's targets, and what its operator ordered. Late and repeated news change nothing.</summary>
    void Hear(string upstream, ImmutableArray<TargetNews> news, ImmutableArray<TargetOrders> orders);
}

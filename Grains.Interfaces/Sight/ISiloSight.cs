using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Services;

namespace Orchestrator.Sight;

/// <summary>One particular silo, as the others ask it. Both calls read what is in memory and are bounded.</summary>
[Alias("orchestrator.silo-sight-service")]
public interface ISiloSight : IGrainService
{
    /// <summary>How it is and what it did lately.</summary>
    [AlwaysInterleave, Alias("look")]
    Task<SiloSight> Look();

    /// <summary>At most as many of its last requests as are asked for, in the order that is asked for.</summary>
    [AlwaysInterleave, Alias("trails")]
    Task<ImmutableArray<RequestTrail>> Trails(TrailQuery query);

    /// <summary>What it saw of an upstream lately.</summary>
    [AlwaysInterleave, Alias("upstream")]
    Task<UpstreamSight> Upstream(string name);

    /// <summary>What passed of a running answer since that chunk; the first call begins to follow it.</summary>
    [AlwaysInterleave, Alias("follow")]
    Task<AnswerPart> Follow(RequestId request, int from);
}

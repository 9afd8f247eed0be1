using Orleans.Concurrency;

namespace Orchestrator.Sight;

/// <summary>The cluster as operators look at it: asks every silo, waits for none longer than a second, and says which were silent. Its key is 0.</summary>
[Alias("orchestrator.sight")]
public interface ISightGrain : IGrainWithIntegerKey
{
    /// <summary>How the silos are and what they did in the last five minutes. At most half a second old: however many look, the silos are asked once.</summary>
    [AlwaysInterleave, Alias("overview")]
    Task<ClusterOverview> Overview();

    /// <summary>Some of the last requests, or of those that run.</summary>
    [AlwaysInterleave, Alias("requests")]
    Task<TrailPage> Requests(TrailQuery query);
}

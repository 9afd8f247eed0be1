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

    /// <summary>What the silos saw of an upstream lately: changes of breakers, failures, what is left for repetitions, connections.</summary>
    [AlwaysInterleave, Alias("upstream")]
    Task<UpstreamSightings> Upstream(string name);

    /// <summary>
    /// What passed of an answer that a silo makes, from that chunk on, counted from the first call for it: what came before nobody has. For those alone who may see
    /// what is said. Null where the silo does not answer.
    /// </summary>
    [AlwaysInterleave, Alias("follow")]
    Task<AnswerPart?> Follow(SiloAddress silo, RequestId request, int from);
}

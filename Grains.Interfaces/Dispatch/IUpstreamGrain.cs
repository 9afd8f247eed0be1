using Orleans.Concurrency;

namespace Orchestrator.Dispatch;

/// <summary>What the silos together may ask of one upstream. Keyed by the upstream's name.</summary>
[Alias("orchestrator.upstream")]
public interface IUpstreamGrain : IGrainWithStringKey
{
    /// <summary>A silo tells what it does at the upstream and hears its share. Each silo does it a few times a second.</summary>
    [Alias("exchange"), ResponseTimeout("00:00:05")]
    Task<UpstreamAnswer> Exchange(UpstreamStatement statement);

    /// <summary>Lets a target take new calls, or none. It survives restarts.</summary>
    [Alias("drain")]
    Task Drain(string target, bool drained);

    /// <summary>Sets a target's weight, 0 to 1,000,000, over what is configured; null goes back to that. It survives restarts.</summary>
    [Alias("set-weight")]
    Task SetWeight(string target, double? weight);

    /// <summary>How things stand.</summary>
    [Alias("describe"), AlwaysInterleave]
    Task<UpstreamDescription> Describe();
}

using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>The whole cluster over the last five minutes.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.cluster-overview")]
public sealed record ClusterOverview
{
    /// <summary>When it was put together.</summary>
    [Id(0)] public required DateTimeOffset At { get; init; }

    [Id(1)] public required ImmutableArray<SiloFacts> Silos { get; init; }

    [Id(2)] public required ImmutableArray<SecondCounts> Seconds { get; init; }

    /// <summary>Over the last minute.</summary>
    [Id(3)] public required Percentiles Duration { get; init; }

    /// <summary>Over the last minute; of streamed answers.</summary>
    [Id(4)] public required Percentiles FirstToken { get; init; }

    /// <summary>The same in slots of ten seconds, oldest first.</summary>
    [Id(5)] public required ImmutableArray<LatencyPoint> Latencies { get; init; }

    [Id(6)] public required SightCoverage Coverage { get; init; }
}

/// <summary>The durations within which half, 95 and 99 of a hundred requests were, at most a sixteenth too long; zero where there were none.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.percentiles")]
public readonly record struct Percentiles(
    [property: Id(0)] long Count,
    [property: Id(1)] TimeSpan P50,
    [property: Id(2)] TimeSpan P95,
    [property: Id(3)] TimeSpan P99);

/// <summary>Ten seconds' percentiles.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.latency-point")]
public sealed record LatencyPoint([property: Id(0)] long Second, [property: Id(1)] Percentiles Duration, [property: Id(2)] Percentiles FirstToken);

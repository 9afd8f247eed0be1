using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>One silo as it sees itself.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.silo-sight")]
public sealed record SiloSight
{
    [Id(0)] public required SiloFacts Facts { get; init; }

    /// <summary>The seconds of the last five minutes in which anything ended, oldest first.</summary>
    [Id(1)] public ImmutableArray<SecondCounts> Seconds { get; init; } = [];

    /// <summary>How long requests took, in slots of ten seconds, oldest first.</summary>
    [Id(2)] public ImmutableArray<LatencySlot> Latencies { get; init; } = [];
}

/// <summary>How one silo is.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.silo-facts")]
public sealed record SiloFacts
{
    /// <summary>The silo's address.</summary>
    [Id(0)] public required string Silo { get; init; }

    /// <summary>When it started.</summary>
    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>Requests in its hall now.</summary>
    [Id(2)] public int InFlight { get; init; }

    /// <summary>Bytes of memory that the process uses.</summary>
    [Id(3)] public long MemoryBytes { get; init; }

    /// <summary>Bytes of memory that the process may use.</summary>
    [Id(4)] public long MemoryLimitBytes { get; init; }

    /// <summary>The processor's load, 0 to 100 for all cores.</summary>
    [Id(5)] public double CpuPercent { get; init; }

    /// <summary>How many grains of each type are in memory here; empty where that could not be had in time.</summary>
    [Id(6)] public ImmutableSortedDictionary<string, int> Activations { get; init; } = ImmutableSortedDictionary<string, int>.Empty;
}

/// <summary>What ended in one second, counted from 1970.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.second-counts")]
public readonly record struct SecondCounts(
    [property: Id(0)] long Second,
    [property: Id(1)] long Requests,
    [property: Id(2)] long Tokens,
    [property: Id(3)] long Refusals,
    [property: Id(4)] long Errors);

/// <summary>How long the requests took that were completed within ten seconds, and how long until their first token.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.latency-slot")]
public sealed record LatencySlot(
    [property: Id(0)] long Second,
    [property: Id(1)] ImmutableArray<HistogramBar> Durations,
    [property: Id(2)] ImmutableArray<HistogramBar> FirstTokens);

/// <summary>How many values fell into a bucket of a histogram.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.histogram-bar")]
public readonly record struct HistogramBar([property: Id(0)] int Bucket, [property: Id(1)] long Count);

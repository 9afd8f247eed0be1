using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>What the silos saw of one upstream lately.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.upstream-sightings")]
public sealed record UpstreamSightings([property: Id(0)] ImmutableArray<UpstreamSight> Silos, [property: Id(1)] SightCoverage Coverage);

/// <summary>What one silo saw of one upstream lately.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.upstream-sight")]
public sealed record UpstreamSight
{
    /// <summary>Most changes and most failures that are told.</summary>
    public const int Most = 50;

    [Id(0)] public required string Silo { get; init; }

    /// <summary>Repetitions that calls may still have, at the last call that could have had one; null before the first call.</summary>
    [Id(1)] public double? RetryBudget { get; init; }

    /// <summary>The last changes of its targets' breakers, the newest first.</summary>
    [Id(2)] public ImmutableArray<BreakerChange> Changes { get; init; } = [];

    /// <summary>The last attempts that failed, the newest first.</summary>
    [Id(3)] public ImmutableArray<TargetFailure> Failures { get; init; } = [];

    /// <summary>The silo's connections to all addresses.</summary>
    [Id(4)] public ImmutableArray<ConnectionCount> Connections { get; init; } = [];
}

/// <summary>A target's breaker changed.</summary>
/// <param name="State">What it came to: Open, HalfOpen or Closed.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.breaker-change")]
public readonly record struct BreakerChange(
    [property: Id(0)] string Target, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string State, [property: Id(3)] string Reason);

/// <summary>An attempt at a target failed.</summary>
/// <param name="Kind">The kind of failure, as logs and measurements name it.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.target-failure")]
public readonly record struct TargetFailure([property: Id(0)] string Target, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Kind);

/// <summary>Open connections to one address.</summary>
/// <param name="Address">Host, colon and port.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.connection-count")]
public readonly record struct ConnectionCount([property: Id(0)] string Address, [property: Id(1)] long Active, [property: Id(2)] long Idle);

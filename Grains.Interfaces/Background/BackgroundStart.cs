using System.Collections.Immutable;
using Orchestrator.Requests;

namespace Orchestrator.Background;

/// <summary>Whether a background answer has begun.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.background-start")]
public abstract record BackgroundStart
{
    private BackgroundStart() { }

    /// <summary>It is being made, under this id.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.background-start.begun")]
    public sealed record Begun([property: Id(0)] ResponseId Response, [property: Id(1)] ImmutableArray<QuotaLevel> Levels) : BackgroundStart;

    /// <summary>It ended before it began.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.background-start.refused")]
    public sealed record Refused([property: Id(0)] ChatOutcome Outcome) : BackgroundStart;
}

using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>One request as it can be looked at: who asked, its walk through the rooms, how it ended and what it used. Nothing of what was said.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.request-trail")]
public sealed record RequestTrail
{
    [Id(0)] public required RequestId Request { get; init; }

    [Id(1)] public required TenantId Tenant { get; init; }

    /// <summary>The id of the key, which is no secret.</summary>
    [Id(2)] public required string Key { get; init; }

    [Id(3)] public required string Model { get; init; }

    /// <summary>The silo whose hall it walked through.</summary>
    [Id(4)] public required string Silo { get; init; }

    /// <summary>The W3C trace id; null where there is none.</summary>
    [Id(5)] public string? Trace { get; init; }

    [Id(6)] public required DateTimeOffset CameAt { get; init; }

    /// <summary>How long it took; of a request that still runs, how long it has run.</summary>
    [Id(7)] public required TimeSpan Took { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    [Id(8)] public WalkEnd? End { get; init; }

    /// <summary>The status that the provider or the service answered with; null where that says nothing.</summary>
    [Id(9)] public int? Status { get; init; }

    /// <summary>What went wrong, in a word of the service's own; null where nothing did.</summary>
    [Id(10)] public string? Error { get; init; }

    /// <summary>The limit that refused; null where none did.</summary>
    [Id(11)] public string? Limit { get; init; }

    /// <summary>When a refused request was told to come back; null where it can never be covered.</summary>
    [Id(12)] public TimeSpan? RetryAfter { get; init; }

    [Id(13)] public TokenUsage Tokens { get; init; }

    /// <summary>Money, in billionths of the currency's unit.</summary>
    [Id(14)] public long Cost { get; init; }

    /// <summary>Under which id the answer is remembered; null where it is not.</summary>
    [Id(15)] public ResponseId? Response { get; init; }

    /// <summary>The steps that it reached, in the order of time.</summary>
    [Id(16)] public ImmutableArray<TrailStep> Steps { get; init; } = [];

    /// <summary>The calls that were sent for it, in the order in which they ended.</summary>
    [Id(17)] public ImmutableArray<WalkAttempt> Attempts { get; init; } = [];

    /// <summary>How long it waited for a place at an upstream, over all attempts.</summary>
    [Id(18)] public TimeSpan WaitedForPlace { get; init; }

    /// <summary>Where a list that goes back from here begins.</summary>
    public TrailCursor Cursor => new(CameAt + Took, Request);
}

/// <summary>A step and when it was reached, since the request came, to the microsecond.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.trail-step")]
public readonly record struct TrailStep([property: Id(0)] WalkStep Step, [property: Id(1)] TimeSpan After);

/// <summary>A place in the list of requests, which is ordered by when they ended.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.trail-cursor")]
public readonly record struct TrailCursor([property: Id(0)] DateTimeOffset EndedAt, [property: Id(1)] RequestId Request)
{
    /// <summary>Whether this place comes after the other in a list that goes back in time.</summary>
    public bool IsBefore(TrailCursor other) => EndedAt != other.EndedAt ? EndedAt < other.EndedAt : Request.Value.CompareTo(other.Request.Value) < 0;
}

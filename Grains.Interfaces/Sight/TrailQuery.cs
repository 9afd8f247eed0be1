using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>Which of the last requests are asked for: the newest first, or the slowest. What is null asks for all.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.trail-query")]
public sealed record TrailQuery
{
    /// <summary>The most requests of a page.</summary>
    public const int MostLimit = 200;

    [Id(0)] public string? Tenant { get; init; }

    [Id(1)] public string? Key { get; init; }

    [Id(2)] public string? Model { get; init; }

    [Id(3)] public WalkEnd? End { get; init; }

    /// <summary>Only requests that took at least this long.</summary>
    [Id(4)] public TimeSpan? SlowerThan { get; init; }

    /// <summary>Only requests that came since.</summary>
    [Id(5)] public DateTimeOffset? Since { get; init; }

    /// <summary>Only this request.</summary>
    [Id(6)] public RequestId? Request { get; init; }

    /// <summary>Those that run now, instead of those that have ended.</summary>
    [Id(7)] public bool Running { get; init; }

    /// <summary>The slowest first. There is one page of them.</summary>
    [Id(8)] public bool SlowestFirst { get; init; }

    /// <summary>Only those before this place in the list; null for the first page.</summary>
    [Id(9)] public TrailCursor? Before { get; init; }

    /// <summary>The most requests of the page, 1 to 200. Default: 50.</summary>
    [Id(10)] public int Limit { get; init; } = 50;

    /// <summary>Which member is wrong, and what is expected there; null where all is right.</summary>
    public (string Member, string Expected)? Problem()
    {
        if (Limit is < 1 or > MostLimit) return (nameof(Limit), $"an integer from 1 to {MostLimit}");
        if (SlowerThan < TimeSpan.Zero) return (nameof(SlowerThan), "a duration that is not negative");
        if (End is { } end && !Enum.IsDefined(end)) return (nameof(End), "an end of a request");
        return Before is not null && (SlowestFirst || Running) ? (nameof(Before), "left out where the slowest or the running are asked for") : null;
    }
}

/// <summary>Some of the last requests.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.trail-page")]
public sealed record TrailPage
{
    [Id(0)] public required ImmutableArray<RequestTrail> Trails { get; init; }

    /// <summary>Where the next page begins; null where there is none.</summary>
    [Id(1)] public TrailCursor? Next { get; init; }

    [Id(2)] public required SightCoverage Coverage { get; init; }
}

/// <summary>Whose answers are in a view: a silo that did not answer in time is named, and nobody waits for it.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.sight-coverage")]
public sealed record SightCoverage([property: Id(0)] ImmutableArray<string> Answered, [property: Id(1)] ImmutableArray<string> Silent);

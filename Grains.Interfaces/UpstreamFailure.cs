namespace Orchestrator;

/// <summary>What went wrong at the provider, in classes that decide what may be done about it.</summary>
[GenerateSerializer, Alias("orchestrator.upstream-failure-kind")]
public enum UpstreamFailureKind
{
    /// <summary>The request itself was refused (400, 413, 422): sending it again changes nothing.</summary>
    Rejected,

    /// <summary>Our credential or our balance was refused (401, 402, 403).</summary>
    Account,

    /// <summary>The provider limits us (429).</summary>
    Limited,

    /// <summary>The provider broke or is overloaded (5xx, or a finish reason that says so).</summary>
    Broken,

    /// <summary>No connection, or one that was lost.</summary>
    Unreachable,

    /// <summary>A deadline passed: first token, idle or total.</summary>
    TooSlow,

    /// <summary>The answer ended without a finish, or was not what the wire format allows.</summary>
    Malformed,

    /// <summary>We did not call: the breaker is open.</summary>
    BreakerOpen,

    /// <summary>We did not call: too many calls wait for this upstream already, or this one would have waited for too long.</summary>
    Saturated,
}

/// <summary>A failed upstream call, with the provider's own words where it gave any.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.upstream-failure")]
public sealed record UpstreamFailure
{
    [Id(0)] public required UpstreamFailureKind Kind { get; init; }

    /// <summary>The HTTP status the provider answered with; null where there was no answer.</summary>
    [Id(1)] public int? Status { get; init; }

    [Id(2)] public required string Message { get; init; }

    [Id(3)] public string? Type { get; init; }

    [Id(4)] public string? Code { get; init; }

    [Id(5)] public string? Param { get; init; }

    /// <summary>When the provider said to come back.</summary>
    [Id(6)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retryable => Kind is not (UpstreamFailureKind.Rejected or UpstreamFailureKind.Account);
}

using System.Collections.Immutable;
using Orchestrator.Quota;

namespace Orchestrator.Requests;

/// <summary>How a request ended, and who ended it.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.chat-outcome")]
public abstract record ChatOutcome
{
    private ChatOutcome() { }

    /// <summary>What is left of the tenant's limits; empty where quota was not asked.</summary>
    [Id(0)] public ImmutableArray<QuotaLevel> Levels { get; init; } = [];

    /// <summary>The model answered. Remembered answers say where they stand.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.chat-outcome.completed")]
    public sealed record Completed([property: Id(0)] Completion Completion, [property: Id(1)] ResponseId? Response = null) : ChatOutcome
    {
        /// <summary>When the answer was whole. A remembered one says the same later.</summary>
        [Id(2)] public DateTimeOffset At { get; init; }
    }

    /// <summary>One of the tenant's limits does not cover the request.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.chat-outcome.refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : ChatOutcome;

    /// <summary>The provider did not answer, or not to the end. Batches pushed before it failed are counted.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.chat-outcome.upstream-failed")]
    public sealed record UpstreamFailed([property: Id(0)] UpstreamFailure Failure, [property: Id(1)] int Batches = 0) : ChatOutcome;

    /// <summary>The request cannot be run as it stands.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.chat-outcome.invalid")]
    public sealed record Invalid([property: Id(0)] string Message, [property: Id(1)] string? Param, [property: Id(2)] string Code, [property: Id(3)] int Status = 400) : ChatOutcome;

    /// <summary>The client left before the end, and the upstream call was aborted.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.chat-outcome.client-gone")]
    public sealed record ClientGone : ChatOutcome;
}

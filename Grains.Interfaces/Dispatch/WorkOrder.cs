using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>One upstream call to make.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.work-order")]
public sealed record WorkOrder
{
    [Id(0)] public required RequestId Request { get; init; }

    [Id(1)] public required TenantId Tenant { get; init; }

    [Id(2)] public required Prompt Prompt { get; init; }

    /// <summary>Whether the assistant's message is wanted with the outcome.</summary>
    [Id(3)] public bool KeepMessage { get; init; }

    /// <summary>The W3C trace that the call belongs to, as <c>traceparent</c> says it; null where there is none.</summary>
    [Id(4)] public string? Trace { get; init; }

    /// <summary>The most tokens that may come back, where the client set no maximum and quota needs one.</summary>
    [Id(5)] public int? MaxTokens { get; init; }

    /// <summary>The tenant's share among tenants that wait for the same upstream; 1 is usual.</summary>
    [Id(6)] public double Weight { get; init; } = 1;

    /// <summary>Within the tenant, higher goes first; 0 is usual.</summary>
    [Id(7)] public int Priority { get; init; }

    /// <summary>When the client stops waiting; null where it did not say.</summary>
    [Id(8)] public DateTimeOffset? Deadline { get; init; }

    /// <summary>What it is estimated to use: prompt and answer.</summary>
    [Id(9)] public long Tokens { get; init; }
}

/// <summary>How an upstream call ended.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.work-outcome")]
public abstract record WorkOutcome
{
    private WorkOutcome() { }

    /// <summary>What happened on the way; null where no upstream was looked for.</summary>
    [Id(0)] public CallStory? Story { get; init; }

    [GenerateSerializer, Immutable, Alias("orchestrator.work-outcome.completed")]
    public sealed record Completed([property: Id(0)] Completion Completion) : WorkOutcome;

    /// <summary>It failed after <paramref name="Batches"/> batches; <paramref name="ObservedTokens"/> is what the model had answered by then, null where the call never reached it.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.work-outcome.failed")]
    public sealed record Failed([property: Id(0)] UpstreamFailure Failure, [property: Id(1)] int Batches, [property: Id(2)] long? ObservedTokens) : WorkOutcome;

    /// <summary>The client left, the call was aborted; <paramref name="ObservedTokens"/> is what the model had answered by then, null where the call was never sent.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.work-outcome.client-gone")]
    public sealed record ClientGone([property: Id(0)] long? ObservedTokens) : WorkOutcome;

    /// <summary>No upstream serves the model.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.work-outcome.unknown-model")]
    public sealed record UnknownModel : WorkOutcome;
}

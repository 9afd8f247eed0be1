namespace Orchestrator.Upstreams;

/// <summary>How one call, retries included, ended.</summary>
internal abstract record UpstreamOutcome
{
    private UpstreamOutcome() { }

    /// <summary>What happened on the way; null before the call is over.</summary>
    public CallStory? Story { get; init; }

    internal sealed record Completed(Completion Completion) : UpstreamOutcome;

    /// <summary><paramref name="ObservedTokens"/> is what the model had answered by then; null where the call never reached it.</summary>
    internal sealed record Failed(UpstreamFailure Failure, long? ObservedTokens) : UpstreamOutcome;

    /// <summary>The client left and the call was aborted; null tokens where it had not been sent.</summary>
    internal sealed record ClientGone(long? ObservedTokens) : UpstreamOutcome;
}

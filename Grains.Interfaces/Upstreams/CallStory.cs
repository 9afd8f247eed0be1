using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>What happened on the way to an outcome, for logs and pages.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.call-story")]
public sealed record CallStory
{
    /// <summary>Most attempts that are told.</summary>
    public const int MostAttempts = 16;

    /// <summary>The attempts in the order in which they ended; empty where nothing was sent.</summary>
    [Id(0)] public ImmutableArray<CallAttempt> Attempts { get; init; } = [];

    /// <summary>How long it waited to be let in, over all attempts.</summary>
    [Id(1)] public TimeSpan Waited { get; init; }

    /// <summary>From the sending of the last attempt to the first content of its stream; null where there was none.</summary>
    [Id(2)] public TimeSpan? FirstToken { get; init; }

    /// <summary>The target that answered; null where none did.</summary>
    public string? Answered => Attempts is [.., { End: CallAttemptEnd.Answered } last] ? last.Target : null;
}

/// <summary>One call sent to one target.</summary>
/// <param name="Target">The upstream's name, a slash, and what the upstream calls the model.</param>
/// <param name="StartedAfter">From the start of the whole call.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
/// <param name="Took">From its sending to its end.</param>
/// <param name="IsHedge">Whether it was made because another was slow.</param>
/// <param name="Heals">How often its stream broke and was continued.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.call-attempt")]
public readonly record struct CallAttempt(
    [property: Id(0)] string Target,
    [property: Id(1)] TimeSpan StartedAfter,
    [property: Id(2)] CallAttemptEnd End,
    [property: Id(3)] UpstreamFailureKind? Failure,
    [property: Id(4)] TimeSpan Took,
    [property: Id(5)] bool IsHedge,
    [property: Id(6)] int Heals);

/// <summary>How an attempt ended.</summary>
[GenerateSerializer, Alias("orchestrator.call-attempt-end")]
public enum CallAttemptEnd
{
    /// <summary>The answer was whole.</summary>
    Answered,

    /// <summary>The upstream failed.</summary>
    Failed,

    /// <summary>The client left, or another attempt was faster.</summary>
    ClientGone,
}

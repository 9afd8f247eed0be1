namespace Orchestrator;

/// <summary>One call that was sent to an upstream on behalf of a request.</summary>
/// <param name="Target">The upstream's name, a slash, and what the upstream calls the model.</param>
/// <param name="After">When it was sent, since the request came.</param>
/// <param name="Took">Until it ended.</param>
/// <param name="End">How it ended: Answered, Failed or ClientGone, which another attempt that was faster also brings about.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
/// <param name="IsHedge">Whether it was made because another was slow.</param>
/// <param name="Heals">How often its stream broke and was continued.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.walk-attempt")]
public readonly record struct WalkAttempt(
    [property: Id(0)] string Target,
    [property: Id(1)] TimeSpan After,
    [property: Id(2)] TimeSpan Took,
    [property: Id(3)] string End,
    [property: Id(4)] string? Failure,
    [property: Id(5)] bool IsHedge,
    [property: Id(6)] int Heals);

using Orchestrator.Requests;

namespace Orchestrator.Background;

/// <summary>Why no more of a background answer comes.</summary>
[GenerateSerializer, Alias("orchestrator.background-ending")]
public enum BackgroundEnding
{
    /// <summary>Its request came to its outcome.</summary>
    Ended,

    /// <summary>Its client cancelled it.</summary>
    Cancelled,

    /// <summary>The silo that made it died, or could not keep what it made. It may have been paid.</summary>
    Lost,

    /// <summary>It grew beyond what is kept of one answer.</summary>
    TooLarge,
}

/// <summary>How a background answer ended. Written once: whoever says it first is right.</summary>
/// <param name="Outcome">How its request ended; null unless it did.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.background-end")]
public sealed record BackgroundEnd(
    [property: Id(0)] BackgroundEnding Ending, [property: Id(1)] DateTimeOffset At, [property: Id(2)] ChatOutcome? Outcome = null);

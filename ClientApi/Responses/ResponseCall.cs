using Orchestrator.Conversations;

namespace Orchestrator.Responses;

/// <summary>A request for a response as the client meant it: what the model is asked, where the answer belongs, and what the response repeats.</summary>
internal sealed record ResponseCall
{
    public required Prompt Prompt { get; init; }

    /// <summary>Said to the model in front of everything, and not remembered.</summary>
    public string? Instructions { get; init; }

    public TurnPlace? Place { get; init; }

    /// <summary>From how many tokens of prompt on the oldest turns are summarised; null where that was not asked for.</summary>
    public long? CompactAbove { get; init; }

    /// <summary>Its place among the tenant's own requests that wait: higher goes first, 0 is usual.</summary>
    public int Priority { get; init; }

    public required ResponseSettings Settings { get; init; }
}

using Orchestrator.Conversations;

namespace Orchestrator.Responses;

/// <summary>A request for a response as the client meant it: what the model is asked, where the answer belongs, and what the response repeats.</summary>
internal sealed record ResponseCall
{
    public required Prompt Prompt { get; init; }

    /// <summary>Said to the model in front of everything, and not remembered.</summary>
    public string? Instructions { get; init; }

    public TurnPlace? Place { get; init; }

    public required ResponseSettings Settings { get; init; }
}

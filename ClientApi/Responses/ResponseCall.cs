using Orchestrator.Conversations;

namespace Orchestrator.Responses;

/// <summary>A request for a response as the client meant it: what the model is asked, where the answer belongs, and what the response repeats.</summary>
internal sealed record ResponseCall
{
    public required Prompt Prompt { get; init; }

    /// <summary>Said to the model in front of everything, and not remembered.</summary>
    public string? Instructions { get; init; }

    /// <summary>What the model is told of the form of its answer; null where there is nothing to tell.</summary>
    public Message? Form { get; init; }

    public TurnPlace? Place { get; init; }

    public required ResponseSettings Settings { get; init; }
}

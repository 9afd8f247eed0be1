namespace Orchestrator.Responses;

/// <summary>How far a response is, as one snapshot of it says.</summary>
internal sealed record ResponseState(string Status)
{
    public static readonly ResponseState InProgress = new("in_progress");

    public IReadOnlyList<OutputItem> Output { get; init; } = [];

    public TokenUsage? Usage { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why the answer was cut; null where it was not.</summary>
    public string? IncompleteReason { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>The state of an answer that the model ended for the given reason.</summary>
    public static ResponseState Ended(string finishReason, TokenUsage? usage, DateTimeOffset now) => finishReason switch
    {
        "length" => new ResponseState("incomplete") { IncompleteReason = "max_output_tokens", Usage = usage },
        "content_filter" => new ResponseState("incomplete") { IncompleteReason = "content_filter", Usage = usage },
        _ => new ResponseState("completed") { CompletedAt = now, Usage = usage },
    };
}

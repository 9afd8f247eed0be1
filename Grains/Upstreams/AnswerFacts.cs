namespace Orchestrator.Upstreams;

/// <summary>What has been seen of an answer so far: one plain body, or the chunks of a stream one after the other.</summary>
internal struct AnswerFacts
{
    private const int BytesPerToken = 4;

    /// <summary>Why the model stopped; null while it has not.</summary>
    public string? FinishReason;

    /// <summary>What the provider said was used; null while it has not.</summary>
    public TokenUsage? Usage;

    /// <summary>Bytes of content, reasoning and tool arguments.</summary>
    public long ContentBytes;

    /// <summary>Pieces of content, reasoning and tool arguments that were not empty. A provider sends a token as a piece, or a few of them.</summary>
    public long Pieces;

    /// <summary>Those of them that were reasoning.</summary>
    public long ReasoningPieces;

    /// <summary>Where the assistant's message stands in a plain body.</summary>
    public Range? Message;

    /// <summary>The provider's error object, where one came inside a 200.</summary>
    public UpstreamFailure? Error;

    /// <summary>Completion tokens, estimated from what came, for an answer that nobody counted.</summary>
    public readonly long ObservedTokens => Usage?.Completion ?? (ContentBytes + BytesPerToken - 1) / BytesPerToken;
}

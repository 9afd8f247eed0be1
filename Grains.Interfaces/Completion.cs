namespace Orchestrator;

/// <summary>A whole answer: finished, with the reason the provider gave.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.completion")]
public sealed record Completion
{
    /// <summary>The upstream's body, verbatim; empty where the answer was streamed.</summary>
    [Id(0)] public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The assistant's message, as it would be sent back in a later prompt; null unless the request asked to keep it.</summary>
    [Id(1)] public Message? Message { get; init; }

    /// <summary>Why the model stopped: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>.</summary>
    [Id(2)] public required string FinishReason { get; init; }

    /// <summary>What the call used; null where the provider did not say.</summary>
    [Id(3)] public TokenUsage? Usage { get; init; }

    /// <summary>How many batches were pushed to the reader: fewer on arrival means that some are still on their way.</summary>
    [Id(4)] public int Batches { get; init; }
}

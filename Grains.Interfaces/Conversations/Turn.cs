using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>One turn as it is kept: what was said, what came back, and what it cost. Written once.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn")]
public sealed record Turn
{
    /// <summary>Its place in the conversation, counted from 0; a fork counts on from its parent's.</summary>
    [Id(0)] public required int Number { get; init; }

    /// <summary>The answer's id; null for messages that were added without asking the model.</summary>
    [Id(1)] public ResponseId? Response { get; init; }

    [Id(2)] public required ImmutableArray<Message> Input { get; init; }

    /// <summary>The assistant's message; null where the model was not asked.</summary>
    [Id(3)] public Message? Output { get; init; }

    [Id(4)] public TokenUsage? Usage { get; init; }

    [Id(5)] public required DateTimeOffset At { get; init; }
}

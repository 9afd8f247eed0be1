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

    /// <summary>When it was kept.</summary>
    [Id(5)] public required DateTimeOffset At { get; init; }

    /// <summary>When the answer was asked for; the same as <see cref="At"/> where the model was not asked.</summary>
    [Id(6)] public DateTimeOffset AskedAt { get; init; }

    /// <summary>Why the model stopped; null where it was not asked.</summary>
    [Id(7)] public string? FinishReason { get; init; }

    /// <summary>What the answer repeats of its request, as the door wrote it. The rooms only keep it.</summary>
    [Id(8)] public ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>How much of what was said before was sent with it.</summary>
    [Id(9)] public TurnWindow Window { get; init; } = TurnWindow.Whole;

    /// <summary>Places of input items that were removed, counted as they were when the turn was kept. Only the door knows items; the rooms keep their places.</summary>
    [Id(10)] public ImmutableArray<int> ErasedInput { get; init; } = [];

    /// <summary>Places of output items that were removed.</summary>
    [Id(11)] public ImmutableArray<int> ErasedOutput { get; init; } = [];

    /// <summary>How often it was rewritten; 0 for a turn as it was kept.</summary>
    [Id(12)] public int Version { get; init; }

    /// <summary>What is left of it where its content is removed: its number, and from where on was sent.</summary>
    public Turn Erased(DateTimeOffset now) => new()
    {
        Number = Number,
        Version = Version + 1,
        Input = [],
        At = now,
        Window = new TurnWindow { From = Window.From, Summary = Window.Summary },
    };
}

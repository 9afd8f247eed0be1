using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>A turn that the model has answered, ready to be kept.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.finished-turn")]
public sealed record FinishedTurn
{
    [Id(0)] public required RequestId Request { get; init; }

    [Id(1)] public required ResponseId Response { get; init; }

    [Id(2)] public required ImmutableArray<Message> Input { get; init; }

    [Id(3)] public required Message Output { get; init; }

    [Id(4)] public TokenUsage? Usage { get; init; }

    /// <summary>When the answer was asked for.</summary>
    [Id(5)] public DateTimeOffset AskedAt { get; init; }

    /// <summary>Why the model stopped.</summary>
    [Id(6)] public string? FinishReason { get; init; }

    /// <summary>What the answer repeats of its request, as the door wrote it.</summary>
    [Id(7)] public ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>How much of what was said before was sent with it.</summary>
    [Id(8)] public TurnWindow Window { get; init; } = TurnWindow.Whole;

    /// <summary>When the answer was whole, as its client is told; null where that is when it is kept.</summary>
    [Id(9)] public DateTimeOffset? At { get; init; }

    /// <summary>The turn as it is kept.</summary>
    public Turn Kept(DateTimeOffset now) => new()
    {
        Number = Response.Turn,
        Response = Response,
        Input = Input,
        Output = Output,
        Usage = Usage,
        At = At ?? now,
        AskedAt = AskedAt,
        FinishReason = FinishReason,
        Settings = Settings,
        Window = Window,
    };
}

/// <summary>Whether a finished turn was kept.</summary>
[GenerateSerializer, Alias("orchestrator.turn-end")]
public enum TurnEnd
{
    /// <summary>It is durable.</summary>
    Kept,

    /// <summary>Another turn took its place, as when its silo was held for dead: nothing was written.</summary>
    Superseded,

    /// <summary>The conversation is gone.</summary>
    Missing,
}

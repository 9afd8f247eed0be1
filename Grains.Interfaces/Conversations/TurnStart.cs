using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>Whether a turn may start.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn-start")]
public abstract record TurnStart
{
    private TurnStart() { }

    /// <summary>The turn is the caller's until it is completed or abandoned. <paramref name="History"/> is all that was said before it, in order.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.started")]
    public sealed record Started([property: Id(0)] int Turn, [property: Id(1)] ImmutableArray<Message> History) : TurnStart;

    /// <summary>Another turn is running.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.locked")]
    public sealed record Locked : TurnStart;

    /// <summary>The conversation has gone on since the answer that this turn was to follow: fork it.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.moved-on")]
    public sealed record MovedOn : TurnStart;

    /// <summary>No such conversation, or no such answer in it.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.missing")]
    public sealed record Missing : TurnStart;

    /// <summary>The conversation has reached its bound of turns or bytes.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.full")]
    public sealed record Full([property: Id(0)] string Bound, [property: Id(1)] long Limit) : TurnStart;
}

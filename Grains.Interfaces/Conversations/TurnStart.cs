using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>Whether a turn may start.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn-start")]
public abstract record TurnStart
{
    private TurnStart() { }

    /// <summary>The turn is the caller's until it is completed or abandoned. <paramref name="History"/> is what was said before it, in order, as far as it is to be sent.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.started")]
    public sealed record Started([property: Id(0)] int Turn, [property: Id(1)] ImmutableArray<Message> History) : TurnStart
    {
        /// <summary>The turn that the history begins with.</summary>
        [Id(2)] public int From { get; init; }

        /// <summary>What stands for the turns before it; null where nothing does.</summary>
        [Id(3)] public Message? Summary { get; init; }

        /// <summary>What was sent the last time, the summary included, and is to be summarised anew; empty where there is nothing to summarise.</summary>
        [Id(4)] public ImmutableArray<Message> ToSummarise { get; init; } = [];

        /// <summary>The turn from which on all of it could still be sent, should there be no summary; null where it would not fit.</summary>
        [Id(5)] public int? FitsFrom { get; init; }
    }

    /// <summary>It does not fit the model's window: the least that would have to be sent, the answer included, and the most that may be, in tokens.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.overflow")]
    public sealed record Overflow([property: Id(0)] long Asked, [property: Id(1)] long Limit) : TurnStart;

    /// <summary>Another turn is running, and this one waits in line: to be asked again when it is <see cref="IConversationGrain.Called"/>.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-start.waiting")]
    public sealed record Waiting : TurnStart;

    /// <summary>Another turn is running, and no more may wait.</summary>
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

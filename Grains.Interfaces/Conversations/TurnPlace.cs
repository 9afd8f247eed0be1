namespace Orchestrator.Conversations;

/// <summary>Where a turn belongs.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn-place")]
public abstract record TurnPlace
{
    private TurnPlace() { }

    /// <summary>The answer is remembered in a conversation of its own, so that a later request can name it.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-place.fresh")]
    public sealed record Fresh : TurnPlace;

    /// <summary>At the end of a conversation. Where <paramref name="Keep"/> is false its history is read and nothing is written.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-place.end")]
    public sealed record End([property: Id(0)] ConversationId Conversation, [property: Id(1)] bool Keep = true) : TurnPlace;

    /// <summary>After an earlier answer: the next turn of its conversation, or a fork where that has gone on. Where <paramref name="Keep"/> is false nothing is written.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.turn-place.after")]
    public sealed record After([property: Id(0)] ResponseId Response, [property: Id(1)] bool Keep = true) : TurnPlace;
}

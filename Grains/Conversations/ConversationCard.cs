using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>What may change of a conversation besides its turns. There is a record of it only once something has changed; a deleted conversation's stays for a while, so that its id does not come back to life.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversations.card")]
internal sealed record ConversationCard
{
    /// <summary>The metadata; null where it is still the head's.</summary>
    [Id(0)] public ImmutableDictionary<string, string>? Metadata { get; init; }

    [Id(1)] public bool IsDeleted { get; init; }

    /// <summary>Who else has turns of this conversation as its past.</summary>
    [Id(2)] public ImmutableArray<Fork> Forks { get; init; } = [];

    /// <summary>The last turn that others share; null where none do.</summary>
    public int? LastShared => Forks.IsEmpty ? null : Forks.Max(fork => fork.LastTurn);
}

/// <summary>A conversation that has this one's turns, up to and with the last one named, as its past.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversations.fork")]
internal readonly record struct Fork([property: Id(0)] ConversationId Conversation, [property: Id(1)] int LastTurn);

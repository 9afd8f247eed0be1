using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>What a conversation starts with, as it is stored. Written once, at creation, and all of it in one write, so that nothing half-made can be found.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversations.head")]
internal sealed record ConversationHead
{
    [Id(0)] public DateTimeOffset CreatedAt { get; init; }

    [Id(1)] public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the inherited turns are stored, oldest first; empty for a conversation that is no fork.</summary>
    [Id(2)] public ImmutableArray<Ancestor> Ancestors { get; init; } = [];

    /// <summary>The messages said before the first turn; where there are any they are the first turn of its own.</summary>
    [Id(3)] public ImmutableArray<Message> FirstMessages { get; init; } = [];

    /// <summary>Places of items of the first messages that were removed.</summary>
    [Id(4)] public ImmutableArray<int> FirstErased { get; init; } = [];

    /// <summary>How often the first messages were rewritten.</summary>
    [Id(5)] public int FirstVersion { get; init; }

    /// <summary>Whether a client asked for it by itself; else it is the place of responses.</summary>
    [Id(6)] public bool IsNamed { get; init; }

    /// <summary>The shelf on which it is listed.</summary>
    public ConversationShelf Shelf => IsNamed ? ConversationShelf.Conversations : ConversationShelf.Responses;

    /// <summary>The number of the first turn that is this conversation's own.</summary>
    public int FirstTurn => Ancestors.IsEmpty ? 0 : Ancestors[^1].LastTurn + 1;

    /// <summary>The first messages as a turn; null where there are none.</summary>
    public Turn? Opening => FirstMessages.IsEmpty && FirstVersion == 0
        ? null
        : new Turn { Number = FirstTurn, Input = FirstMessages, At = CreatedAt, ErasedInput = FirstErased, Version = FirstVersion };

    /// <summary>The conversation that keeps a turn, where that is another one.</summary>
    public ConversationId? OwnerOf(int turn) => turn >= FirstTurn ? null : Ancestors.First(ancestor => turn <= ancestor.LastTurn).Conversation;
}

/// <summary>A conversation whose own turns, up to and with the last one named, are a fork's past. It owns at least that one, so a line of ancestors is never longer than the past itself.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversations.ancestor")]
internal readonly record struct Ancestor([property: Id(0)] ConversationId Conversation, [property: Id(1)] int LastTurn);

using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>A conversation as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversation")]
public sealed record Conversation
{
    [Id(0)] public required ConversationId Id { get; init; }

    [Id(1)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(2)] public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Turns kept so far, those inherited from a fork's parent included.</summary>
    [Id(3)] public int Turns { get; init; }

    /// <summary>Requests that wait for their turn.</summary>
    [Id(4)] public int Waiting { get; init; }

    /// <summary>The turn that runs now; null where none does.</summary>
    [Id(5)] public RunningTurnDescription? Running { get; init; }

    /// <summary>Bytes of messages kept, those inherited from a fork's parent included.</summary>
    [Id(6)] public long Bytes { get; init; }

    /// <summary>Whether a client asked for it by itself.</summary>
    [Id(7)] public bool IsNamed { get; init; }

    /// <summary>The number of the first turn that is its own; those before it are a parent's.</summary>
    [Id(8)] public int FirstTurn { get; init; }

    /// <summary>Conversations that have turns of this one as their past.</summary>
    [Id(9)] public int Forks { get; init; }
}

/// <summary>A turn that runs: whose it is, and where.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.running-turn")]
public sealed record RunningTurnDescription([property: Id(0)] RequestId Request, [property: Id(1)] int Number, [property: Id(2)] SiloAddress Runner);

/// <summary>What a conversation starts with.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.new-conversation")]
public sealed record NewConversation
{
    [Id(0)] public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Messages said before the first turn; where there are any they become a turn of their own: turn 0, or the first after the parent's.</summary>
    [Id(1)] public ImmutableArray<Message> Messages { get; init; } = [];

    /// <summary>The turn whose past the new conversation shares; null for one that starts empty.</summary>
    [Id(2)] public ResponseId? Parent { get; init; }

    /// <summary>Whether a client asked for it by itself, and not for an answer that needs a place.</summary>
    [Id(3)] public bool IsNamed { get; init; }
}

namespace Orchestrator.Conversations;

/// <summary>How much of a conversation was sent with a turn, and what it weighed as it was estimated, in tokens; 0 where nobody counted.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn-window")]
public sealed record TurnWindow
{
    /// <summary>All of it, uncounted.</summary>
    public static readonly TurnWindow Whole = new();

    /// <summary>The number of the first turn that was sent; what was said before that was not.</summary>
    [Id(0)] public int From { get; init; }

    /// <summary>What was sent in place of what was said before; null where nothing was.</summary>
    [Id(1)] public Message? Summary { get; init; }

    /// <summary>The new messages.</summary>
    [Id(2)] public long InputTokens { get; init; }

    /// <summary>What came back.</summary>
    [Id(3)] public long OutputTokens { get; init; }

    /// <summary>What stood in front: instructions, tools and the summary.</summary>
    [Id(4)] public long FrontTokens { get; init; }
}

/// <summary>What a turn that is to begin will take of its model's window, in tokens.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.window-asked")]
public sealed record WindowAsked
{
    [Id(0)] public required ModelName Model { get; init; }

    /// <summary>Instructions and tools.</summary>
    [Id(1)] public long Front { get; init; }

    /// <summary>The new messages.</summary>
    [Id(2)] public long Input { get; init; }

    /// <summary>The most that the answer may have.</summary>
    [Id(3)] public long Answer { get; init; }

    /// <summary>Whether the new messages may stand first: they answer no tool call of an earlier turn.</summary>
    [Id(4)] public bool Opens { get; init; }

    /// <summary>Whether the client would rather lose the oldest turns than be refused.</summary>
    [Id(5)] public bool MayDrop { get; init; }

    /// <summary>From how many tokens of prompt on the client wants the oldest turns summarised; null where it did not ask for it.</summary>
    [Id(6)] public long? CompactAbove { get; init; }
}

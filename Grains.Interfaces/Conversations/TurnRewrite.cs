using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>A turn as it is to be from now on, with less in it than before. The door makes it, for only the door knows what an item is.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn-rewrite")]
public sealed record TurnRewrite
{
    [Id(0)] public required int Number { get; init; }

    /// <summary>The version of the turn that this was made from; the rewrite applies to no other.</summary>
    [Id(1)] public required int Version { get; init; }

    [Id(2)] public required ImmutableArray<Message> Input { get; init; }

    [Id(3)] public Message? Output { get; init; }

    /// <summary>Places of all erased input items, those of earlier rewrites included.</summary>
    [Id(4)] public ImmutableArray<int> ErasedInput { get; init; } = [];

    /// <summary>Places of all erased output items, those of earlier rewrites included.</summary>
    [Id(5)] public ImmutableArray<int> ErasedOutput { get; init; } = [];

    /// <summary>The turn as it is to be. What it weighed is to be counted anew.</summary>
    public Turn Of(Turn turn) => turn with
    {
        Version = Version + 1,
        Input = Input,
        Output = Output,
        ErasedInput = ErasedInput,
        ErasedOutput = ErasedOutput,
        Window = turn.Window with { InputTokens = 0, OutputTokens = 0 },
    };
}

/// <summary>What became of a rewrite.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.rewrite-end")]
public abstract record RewriteEnd
{
    private RewriteEnd() { }

    /// <summary>What is no longer in the turn is no longer in the store.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.rewrite-end.done")]
    public sealed record Done : RewriteEnd;

    /// <summary>The turn is of another version by now: read it again.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.rewrite-end.changed")]
    public sealed record Changed : RewriteEnd;

    /// <summary>The turn is shared, and kept by the conversation that said it: rewrite it there, for all who share it.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.rewrite-end.elsewhere")]
    public sealed record Elsewhere([property: Id(0)] ConversationId Owner) : RewriteEnd;

    /// <summary>A turn is running.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.rewrite-end.locked")]
    public sealed record Locked : RewriteEnd;

    /// <summary>No such conversation, or no such turn in it.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.rewrite-end.missing")]
    public sealed record Missing : RewriteEnd;
}

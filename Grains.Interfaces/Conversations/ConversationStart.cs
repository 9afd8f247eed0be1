namespace Orchestrator.Conversations;

/// <summary>Whether a conversation could be created.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversation-start")]
public abstract record ConversationStart
{
    private ConversationStart() { }

    /// <summary>It exists, now or since an earlier call.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.conversation-start.created")]
    public sealed record Created([property: Id(0)] Conversation Conversation) : ConversationStart;

    /// <summary>The turn whose past it was to share does not exist.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.conversation-start.parent-missing")]
    public sealed record ParentMissing : ConversationStart;

    /// <summary>Its first messages are more than a bound allows: <c>messages</c> or <c>bytes</c>.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.conversation-start.too-large")]
    public sealed record TooLarge([property: Id(0)] string Bound, [property: Id(1)] long Limit) : ConversationStart;
}

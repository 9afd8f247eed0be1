using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>A page of the list of a tenant's conversations.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversation-page")]
public sealed record ConversationPage([property: Id(0)] ImmutableArray<ListedConversation> Conversations, [property: Id(1)] long Total);

/// <summary>A conversation, and when something was last said in it as far as the list knows.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.listed-conversation")]
public readonly record struct ListedConversation([property: Id(0)] ConversationId Id, [property: Id(1)] DateTimeOffset SaidAt);

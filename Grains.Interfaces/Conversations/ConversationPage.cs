using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>A page of the list of a tenant's conversations.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversation-page")]
public sealed record ConversationPage([property: Id(0)] ImmutableArray<ListedConversation> Conversations, [property: Id(1)] long Total);

/// <summary>A conversation as far as the list knows it.</summary>
/// <param name="SaidAt">When something was last said in it.</param>
/// <param name="Bytes">What was said in it; null where the list does not know.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.listed-conversation")]
public readonly record struct ListedConversation([property: Id(0)] ConversationId Id, [property: Id(1)] DateTimeOffset SaidAt, [property: Id(2)] long? Bytes);

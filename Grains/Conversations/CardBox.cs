using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>One conversation's card as an activation knows it, which is as the store has it.</summary>
internal sealed class CardBox(ConversationStore store, GrainId conversation)
{
    private string? _etag;

    public ConversationCard Card { get; private set; } = new();

    public async Task Read()
    {
        if (await store.ReadCard(conversation) is not { } stored) return;
        (Card, _etag) = stored;
    }

    /// <summary>Writes the card, then knows it. Where the write fails nobody knows what the store has: the activation must end.</summary>
    public async Task Write(ConversationCard card)
    {
        _etag = await store.WriteCard(conversation, card, _etag);
        Card = card;
    }

    /// <summary>The card with that fork; the same card where it has it already.</summary>
    public ConversationCard With(Fork fork) => Card.Forks.Contains(fork) ? Card : Card with { Forks = Card.Forks.RemoveAll(other => other.Conversation == fork.Conversation).Add(fork) };

    public ConversationCard Without(ConversationId fork) => Card with { Forks = Card.Forks.RemoveAll(other => other.Conversation == fork) };
}

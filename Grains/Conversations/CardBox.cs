using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>One conversation's card as an activation knows it, which is as the store has it.</summary>
internal sealed class CardBox(ConversationStore store, IGrainContext context)
{
    private string? _etag;

    public ConversationCard Card { get; private set; } = new();

    public async Task Read()
    {
        if (await store.ReadCard(context.GrainId) is not { } stored) return;
        (Card, _etag) = stored;
    }

    /// <summary>Writes the card, then knows it. Where the write fails nobody knows what the store has, and the activation ends: the next one reads it.</summary>
    public async Task Write(ConversationCard card)
    {
        try
        {
            _etag = await store.WriteCard(context.GrainId, card, _etag);
            Card = card;
        }
        catch (Exception failure)
        {
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, failure, "Nobody knows whether the card was written."));
            throw;
        }
    }

    /// <summary>Removes the card.</summary>
    public async Task Clear()
    {
        await store.RemoveCard(context.GrainId, _etag);
        (Card, _etag) = (new ConversationCard(), null);
    }

    /// <summary>The card with that fork; the same card where it has it already.</summary>
    public ConversationCard With(Fork fork) => Card.Forks.Contains(fork) ? Card : Card with { Forks = Card.Forks.RemoveAll(other => other.Conversation == fork.Conversation).Add(fork) };

    public ConversationCard Without(ConversationId fork) => Card with { Forks = Card.Forks.RemoveAll(other => other.Conversation == fork) };
}

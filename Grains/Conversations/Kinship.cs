using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>
/// Sees to it that turns outlive their conversation for as long as a fork has them as its past, and no longer: a fork registers with each of
/// its ancestors before it exists, and leaves them when it is deleted.
/// </summary>
internal sealed class Kinship(GrainId self, IGrainFactory grains, ConversationStore store, CardBox cards, TimeProvider clock)
{
    // Between a fork's registration and its first record lies no more than this.
    private static readonly TimeSpan s_longestBirth = TimeSpan.FromMinutes(5);

    private readonly TenantId _tenant = ConversationKey.Parse(self.Key.ToString()!).Tenant;
    private readonly ConversationId _id = ConversationKey.Parse(self.Key.ToString()!).Conversation;

    /// <summary>Where the past of a fork after that answer is stored, oldest first, with the right to it; null where there is no such answer, or no room for another fork.</summary>
    public async Task<ImmutableArray<Ancestor>?> Claim(ResponseId parent)
    {
        if (await store.FindAncestors(self, parent) is not { } ancestors) return null;
        foreach (var ancestor in ancestors)
        {
            if (!await Of(ancestor.Conversation).Share(_id, ancestor.LastTurn, asParent: ancestor == ancestors[^1])) return null;
        }

        return ancestors;
    }

    /// <summary>Notes that a fork has turns of this conversation as its past. False where there are too many.</summary>
    public async Task<bool> Register(Fork fork, int most)
    {
        var card = cards.With(fork);
        if (card.Forks.Length > most) return false;
        if (card != cards.Card) await cards.Write(card);
        return true;
    }

    /// <summary>Notes that a fork is gone; the last one takes with it what a deletion had to leave.</summary>
    public async Task Unregister(ConversationId fork)
    {
        var card = cards.Without(fork);
        if (card.Forks.Length == cards.Card.Forks.Length) return;
        await cards.Write(card);
        if (card.IsDeleted) await RemoveRest();
    }

    /// <summary>Gives the right to the past back.</summary>
    public async Task Leave(ConversationHead head)
    {
        foreach (var ancestor in head.Ancestors) await Of(ancestor.Conversation).Unshare(_id);
    }

    /// <summary>The card without forks that registered and never came to be.</summary>
    public async Task<ConversationCard> WithLivingForks()
    {
        var card = cards.Card;
        foreach (var fork in card.Forks.Where(fork => IsOld(fork.Conversation)))
        {
            if (await Of(fork.Conversation).Describe() is null) card = card with { Forks = card.Forks.Remove(fork) };
        }

        return card;
    }

    /// <summary>Removes what no fork has as its past, of a conversation that is deleted.</summary>
    /// <param name="end">The number after its last turn.</param>
    public async Task Remove(ConversationHead head, int end)
    {
        var shared = cards.Card.LastShared;
        await store.RemoveTurns(self, Math.Max(head.FirstTurn, shared + 1 ?? 0), end - 1);
        if (shared is null) await store.RemoveHead(self);
        else await store.StripHead(self);
    }

    /// <summary>Goes on with a removal that an earlier activation began, or that a fork held up.</summary>
    public async Task RemoveRest()
    {
        if (await store.ReadHead(self) is not { } head) return;
        var first = head.FirstTurn + (head.Opening is null ? 0 : 1);
        await Remove(head, first + (await store.ReadTurns(self, first)).Count);
    }

    // The id says when it was made.
    private bool IsOld(ConversationId id) => clock.GetUtcNow() - id.CreatedAt > s_longestBirth;

    private IConversationGrain Of(ConversationId id) => grains.GetGrain<IConversationGrain>(ConversationKey.Of(_tenant, id));
}

using Orchestrator.Items;

namespace Orchestrator.Conversations;

/// <summary>Reads a page of a conversation's items, a few turns at a time and only from where the page starts.</summary>
internal static class ItemPages
{
    private const int TurnsAtATime = 25;

    /// <summary>The items of the page and, where there are more, one beyond it; null where the conversation does not exist.</summary>
    public static async Task<List<(ItemId Id, Item Item)>?> Read(IConversationGrain grain, ConversationId id, ItemPage page)
    {
        if (await grain.Describe() is not { } conversation) return null;
        var found = new List<(ItemId, Item)>();
        // Turns are counted from 0 or 1, as the conversation began with messages or without: both ends are covered.
        var end = conversation.Turns;
        var next = page.After?.Turn ?? (page.Descending ? end : 0);
        while (next >= 0 && next <= end && found.Count <= page.Limit)
        {
            var first = page.Descending ? Math.Max(0, next - TurnsAtATime + 1) : next;
            var last = page.Descending ? next : Math.Min(end, next + TurnsAtATime - 1);
            if (await grain.Turns(first, last - first + 1) is not { } turns) return null;
            var within = turns.Where(turn => turn.Number >= first && turn.Number <= last);
            foreach (var turn in page.Descending ? within.OrderByDescending(turn => turn.Number) : within.OrderBy(turn => turn.Number))
                Add(found, id, turn, page);
            next = page.Descending ? first - 1 : last + 1;
        }
        return found;
    }

    private static void Add(List<(ItemId, Item)> found, ConversationId conversation, Turn turn, ItemPage page)
    {
        var items = TurnItems.Of(conversation, turn);
        foreach (var (id, item) in page.Descending ? items.Reverse() : items)
        {
            if (found.Count > page.Limit) return;
            if (page.Reaches(id)) found.Add((id, item));
        }
    }
}

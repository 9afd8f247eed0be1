using Orchestrator.Conversations;
using Orchestrator.Items;

namespace Orchestrator.Responses;

/// <summary>What a response was asked with: its own turn's input. What was said before that is its conversation's.</summary>
internal static class InputItems
{
    /// <summary>The items of the page and, where there are more, one beyond it.</summary>
    public static List<(ItemId Id, Item Item)> Of(ResponseId response, KeptResponse kept, ItemPage page)
    {
        var all = kept.Input.SelectMany(MessageItems.Of).Select((item, index) => (Id: new ItemId(response.Conversation, response.Turn, false, index), Item: item));
        return [.. (page.Descending ? all.Reverse() : all).Where(entry => page.Reaches(entry.Id)).Take(page.Limit + 1)];
    }
}

using Orchestrator.Items;

namespace Orchestrator.Conversations;

/// <summary>The items of one turn, with their ids: what was said to the model, then what it answered.</summary>
internal static class TurnItems
{
    public static IEnumerable<(ItemId Id, Item Item)> Of(ConversationId conversation, Turn turn)
    {
        var input = turn.Input.SelectMany(MessageItems.Of).Select((item, index) => (new ItemId(conversation, turn.Number, false, index), item));
        var output = turn.Output is null ? [] : MessageItems.Of(turn.Output).Select((item, index) => (new ItemId(conversation, turn.Number, true, index), item));
        return input.Concat(output);
    }
}

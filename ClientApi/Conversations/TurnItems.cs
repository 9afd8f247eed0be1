using System.Collections.Immutable;
using Orchestrator.Items;

namespace Orchestrator.Conversations;

/// <summary>Tells a turn as items, and takes one out. Items keep their ids: an erased one leaves its place empty.</summary>
internal static class TurnItems
{
    public static IEnumerable<(ItemId Id, Item Item)> Of(ConversationId conversation, Turn turn) =>
        Side(turn, isOutput: false).Concat(Side(turn, isOutput: true))
            .Select(spot => (new ItemId(conversation, turn.Number, spot.IsOutput, spot.Index), spot.Item));

    /// <summary>The turn without that item; null where it has no such item.</summary>
    public static TurnRewrite? Without(Turn turn, ItemId id)
    {
        if (Side(turn, id.IsOutput).FirstOrDefault(spot => spot.Index == id.Index) is not { Item: not null } spot) return null;
        var rewrite = new TurnRewrite
        {
            Number = turn.Number,
            Version = turn.Version,
            Input = turn.Input,
            Output = turn.Output,
            ErasedInput = Erased(turn, isOutput: false),
            ErasedOutput = Erased(turn, isOutput: true),
        };
        if (id.IsOutput) return rewrite with { Output = MessageItems.Without(turn.Output!, spot.Place), ErasedOutput = rewrite.ErasedOutput.Add(id.Index) };
        var left = MessageItems.Without(turn.Input[spot.Message], spot.Place);
        return rewrite with
        {
            Input = left is null ? turn.Input.RemoveAt(spot.Message) : turn.Input.SetItem(spot.Message, left),
            ErasedInput = rewrite.ErasedInput.Add(id.Index),
        };
    }

    private static IEnumerable<Spot> Side(Turn turn, bool isOutput)
    {
        var messages = isOutput ? turn.Output is { } output ? [output] : [] : turn.Input;
        var erased = Erased(turn, isOutput);
        var index = 0;
        foreach (var (number, message) in messages.Index())
        {
            foreach (var (place, item) in MessageItems.Of(message).Index())
            {
                while (erased.Contains(index)) index++;
                yield return new Spot(isOutput, index++, number, place, item);
            }
        }
    }

    // Turns that were kept before anything could be erased come without the member.
    private static ImmutableArray<int> Erased(Turn turn, bool isOutput)
    {
        var erased = isOutput ? turn.ErasedOutput : turn.ErasedInput;
        return erased.IsDefault ? [] : erased;
    }

    /// <summary>Where an item stands: its index in its side of the turn, and the message and the place in it that it comes from.</summary>
    private sealed record Spot(bool IsOutput, int Index, int Message, int Place, Item Item);
}

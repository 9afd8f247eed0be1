using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestrator.Items;

/// <summary>
/// Where an item stands: its conversation, its turn, on which side of it, and how many came before it there. The id says all of it, so
/// ids need no keeping, and a page of items goes on right behind one.
/// </summary>
internal readonly record struct ItemId(ConversationId Conversation, int Turn, bool IsOutput, int Index)
{
    private const int Digits = 32 + 8 + 1 + 4;

    public static ItemId OfOutput(ResponseId response, int index) => new(response.Conversation, response.Turn, true, index);

    public static bool TryParse([NotNullWhen(true)] string? text, out ItemId id)
    {
        id = default;
        var digits = text is null ? default : text.AsSpan(text.IndexOf('_') + 1);
        if (digits.Length != Digits || digits[40] is not ('i' or 'o')
            || !Guid.TryParseExact(digits[..32], "N", out var conversation)
            || !int.TryParse(digits[32..40], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var turn) || turn < 0
            || !int.TryParse(digits[41..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var index)) return false;
        id = new ItemId(new ConversationId(conversation), turn, digits[40] == 'o', index);
        return true;
    }

    public string ToString(Item item) =>
        string.Create(CultureInfo.InvariantCulture, $"{item.Prefix}_{Conversation.Value:N}{Turn:x8}{(IsOutput ? 'o' : 'i')}{Index:x4}");

    /// <summary>Whether this item stands before the other in their conversation.</summary>
    public bool IsBefore(ItemId other) => (Turn, IsOutput, Index).CompareTo((other.Turn, other.IsOutput, other.Index)) < 0;
}

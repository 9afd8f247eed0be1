using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orchestrator.Bodies;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>Which part of a conversation's items is asked for.</summary>
internal sealed record ItemPage(int Limit, bool Descending, ItemId? After)
{
    public static bool TryRead(IQueryCollection query, ConversationId conversation, [NotNullWhen(true)] out ItemPage? page, [NotNullWhen(false)] out ApiError? error)
    {
        page = null;
        error = null;
        var limit = 20;
        ItemId? after = null;
        if (query.TryGetValue("limit", out var limitText)
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 100))
            error = Invalid.Value("limit", "an integer from 1 to 100");
        var order = query.TryGetValue("order", out var orderText) ? orderText.ToString() : "desc";
        if (order is not ("asc" or "desc")) error ??= Invalid.Value("order", "asc or desc");
        if (query.TryGetValue("after", out var afterText))
        {
            if (ItemId.TryParse(afterText, out var id) && id.Conversation == conversation) after = id;
            else error ??= Invalid.Value("after", "the id of an item of this conversation");
        }
        if (error is not null) return false;
        page = new ItemPage(limit, order is "desc", after);
        return true;
    }

    /// <summary>Whether an item stands behind the one that the last page ended with.</summary>
    public bool Reaches(ItemId id) => After is not { } after || (Descending ? id.IsBefore(after) : after.IsBefore(id));
}

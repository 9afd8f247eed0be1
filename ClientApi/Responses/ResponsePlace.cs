using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Conversations;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Reads where an answer belongs: at the end of a conversation, after an earlier answer, on its own, or nowhere.</summary>
internal static class ResponsePlace
{
    public static ApiError? Read(JsonElement root, out TurnPlace? place, out string? conversation)
    {
        place = null;
        if (ConversationName.Read(root, out conversation) is { } error) return error;
        var previous = root.TryGetProperty("previous_response_id"u8, out var element) ? element.GetString() : null;
        var keep = !root.TryGetProperty("store"u8, out var store) || store.ValueKind is not JsonValueKind.False;

        if (conversation is not null && previous is not null)
            return Invalid.UnsupportedValue("previous_response_id", "cannot be used together with 'conversation': name one of them");
        if (conversation is not null)
        {
            if (!ConversationId.TryParse(conversation, out var id)) return ConversationErrors.NotFound(conversation);
            place = new TurnPlace.End(id, keep);
        }
        else if (previous is not null)
        {
            if (!ResponseId.TryParse(previous, out var id)) return ConversationErrors.PreviousNotFound(previous);
            place = new TurnPlace.After(id, keep);
        }
        else if (keep)
        {
            place = new TurnPlace.Fresh();
        }
        return null;
    }
}

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
        if (ReadConversation(root, out conversation) is { } error) return error;
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

    private static ApiError? ReadConversation(JsonElement root, out string? conversation)
    {
        conversation = null;
        if (!root.TryGetProperty("conversation"u8, out var element) || element.ValueKind is JsonValueKind.Null) return null;
        var path = "conversation";
        if (element.ValueKind is JsonValueKind.Object)
        {
            path = "conversation.id";
            if (!element.TryGetProperty("id"u8, out element)) return Invalid.Missing(path, "the id of a conversation");
        }
        if (element.ValueKind is not JsonValueKind.String) return Invalid.Type(path, "the id of a conversation", element);
        conversation = element.GetString();
        return conversation!.Length <= 256 ? null : Invalid.Value(path, "a string of at most 256 characters");
    }
}

using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>Reads which conversation a request names: <c>"conv_…"</c> or <c>{"id":"conv_…"}</c>.</summary>
internal static class ConversationName
{
    private const int Longest = 256;

    /// <summary>The name as it was given, whether there is such a conversation or not; null where none is named.</summary>
    public static ApiError? Read(JsonElement root, out string? conversation)
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
        return conversation!.Length <= Longest ? null : Invalid.Value(path, $"a string of at most {Longest} characters");
    }
}

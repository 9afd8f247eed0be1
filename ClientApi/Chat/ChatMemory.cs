using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Conversations;
using Orchestrator.Outcomes;

namespace Orchestrator.Chat;

/// <summary>
/// Lets a chat go on in a conversation that the service keeps, named by the member <c>conversation</c> or by a header, so that a client that
/// knows nothing newer sends only what is new.
/// </summary>
internal static class ChatMemory
{
    /// <summary>Names the conversation where the body cannot, and in answers says which it was.</summary>
    public const string Header = "x-conversation-id";

    /// <summary>Where the chat belongs; null for one without memory. With <c>store</c> false it is read and nothing is kept.</summary>
    public static ApiError? Read(JsonElement root, string? header, out TurnPlace? place)
    {
        place = null;
        if (ConversationName.Read(root, out var conversation) is { } error) return error;
        if (conversation is not null && header is not null && conversation != header)
            return Invalid.Value("conversation", $"the one that the header '{Header}' names, or left out");
        if ((conversation ?? header) is not { } name) return null;
        if (!ConversationId.TryParse(name, out var id)) return ConversationErrors.NotFound(name);
        var keep = !root.TryGetProperty("store"u8, out var store) || store.ValueKind is not JsonValueKind.False;
        place = new TurnPlace.End(id, keep);
        return null;
    }

    /// <summary>
    /// Parts what is said anew from the instructions in front of it. Clients send those with every request: they go in front of the history,
    /// always at the same place, and are not remembered.
    /// </summary>
    public static (ImmutableArray<Message> Instructions, ImmutableArray<Message> Said) Part(ImmutableArray<Message> messages)
    {
        var instructions = messages.TakeWhile(message => message.Role is "system" or "developer").Count();
        return (messages[..instructions], messages[instructions..]);
    }
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>Reads and writes conversations in the form of the wire.</summary>
internal sealed class ConversationWire(IOptions<RequestLimits> limits)
{
    /// <summary>Most items a conversation can be created with.</summary>
    private const int MostItems = 20;

    public bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out NewConversation? conversation, [NotNullWhen(false)] out ApiError? error)
    {
        conversation = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            error = Read(body.Root, out conversation);
            return error is null;
        }
    }

    public static void Write(Utf8JsonWriter json, Conversation conversation)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, conversation.Id.ToString());
        json.WriteString("object"u8, "conversation"u8);
        json.WriteNumber("created_at"u8, conversation.CreatedAt.ToUnixTimeSeconds());
        json.WriteStartObject("metadata"u8);
        foreach (var (key, value) in conversation.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static ApiError? Read(JsonElement root, out NewConversation? conversation)
    {
        conversation = null;
        ImmutableArray<Message> messages = [];
        var metadata = ImmutableDictionary<string, string>.Empty;
        if (root.TryGetProperty("items"u8, out var items) && items.ValueKind is not JsonValueKind.Null
            && ItemWire.Read(items, "items", MostItems, out messages) is { } itemsError) return itemsError;
        if (root.TryGetProperty("metadata"u8, out var pairs) && pairs.ValueKind is not JsonValueKind.Null)
        {
            if (Rules.Metadata(pairs, "metadata") is { } error) return error;
            metadata = pairs.EnumerateObject().ToImmutableDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
        }
        conversation = new NewConversation { Messages = messages, Metadata = metadata };
        return null;
    }
}

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

    /// <summary>The items that are to be added: at least one.</summary>
    public bool TryReadItems(ReadOnlyMemory<byte> bytes, out ImmutableArray<Message> messages, [NotNullWhen(false)] out ApiError? error)
    {
        messages = [];
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            const string Expected = "an array of items";
            error = !body.Root.TryGetProperty("items"u8, out var items) ? Invalid.Missing("items", Expected)
                : items.ValueKind is JsonValueKind.Array && items.GetArrayLength() == 0 ? Invalid.Value("items", "an array of at least one item")
                : ItemWire.Read(items, "items", MostItems, out messages);
            return error is null;
        }
    }

    /// <summary>The metadata that takes the place of what there is; empty for an empty object.</summary>
    public bool TryReadMetadata(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ImmutableDictionary<string, string>? metadata, [NotNullWhen(false)] out ApiError? error)
    {
        metadata = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            if (!body.Root.TryGetProperty("metadata"u8, out var pairs)) error = Invalid.Missing("metadata", "an object of at most 16 strings");
            else error = Rules.Metadata(pairs, "metadata");
            if (error is null) metadata = Pairs(pairs);
            return error is null;
        }
    }

    public static void WriteDeleted(Utf8JsonWriter json, ConversationId id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id.ToString());
        json.WriteString("object"u8, "conversation.deleted"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
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
            metadata = Pairs(pairs);
        }
        conversation = new NewConversation { Messages = messages, Metadata = metadata };
        return null;
    }

    private static ImmutableDictionary<string, string> Pairs(JsonElement pairs) =>
        pairs.EnumerateObject().ToImmutableDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
}

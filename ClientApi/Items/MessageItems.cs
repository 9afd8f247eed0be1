using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Outcomes;

namespace Orchestrator.Items;

/// <summary>Tells a chat message as items: one that thinks, speaks and calls functions is several.</summary>
internal static class MessageItems
{
    public static IEnumerable<Item> Of(Message message)
    {
        using var document = JsonDocument.Parse(message.Json);
        return Of(message.Role, document.RootElement);
    }

    public static IReadOnlyList<Item> Of(string role, JsonElement message)
    {
        if (role is "tool") return [new Item.FunctionCallOutput(Text(message, "tool_call_id"), string.Concat(Texts(message)))];
        var items = new List<Item>();
        if (Text(message, "reasoning_content") is { Length: > 0 } reasoning) items.Add(new Item.Reasoning(reasoning));
        var (texts, refusal) = (Texts(message), Text(message, "refusal"));
        if (texts.Length > 0 || refusal.Length > 0) items.Add(new Item.Message(role, texts) { Refusal = refusal.Length > 0 ? refusal : null });
        foreach (var call in Calls(message))
        {
            var function = call.GetProperty("function"u8);
            items.Add(new Item.FunctionCall(Text(call, "id"), Text(function, "name"), Text(function, "arguments")));
        }
        return items;
    }

    /// <summary>
    /// The message without one of its items; null where that was the only one. It is written anew from the members that items are made of,
    /// so that nothing of the item lives on in one beside them. What stays is verbatim.
    /// </summary>
    public static Message? Without(Message message, int place)
    {
        using var document = JsonDocument.Parse(message.Json);
        var root = document.RootElement;
        var items = Of(message.Role, root);
        if (items.Count == 1) return null;
        var left = items.Where((_, index) => index != place).ToList();
        var firstCall = items.Count(item => item is not Item.FunctionCall);
        var buffer = new ArrayBufferWriter<byte>(message.Json.Length);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role);
            Copy(root, json, "name"u8);
            if (left.Exists(item => item is Item.Message)) Copy(root, json, "content"u8);
            else if (left.Exists(item => item is Item.FunctionCall)) json.WriteNull("content"u8);
            else json.WriteString("content"u8, ""u8);
            if (left.Exists(item => item is Item.Message)) Copy(root, json, "refusal"u8);
            if (left.Exists(item => item is Item.Reasoning)) Copy(root, json, "reasoning_content"u8);
            if (left.Exists(item => item is Item.FunctionCall)) WriteCalls(root, json, place - firstCall);
            json.WriteEndObject();
        }
        return new Message(message.Role, buffer.WrittenSpan.ToArray());
    }

    private static void WriteCalls(JsonElement root, Utf8JsonWriter json, int except)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var (index, call) in Calls(root).Index())
        {
            if (index != except) json.WriteRawValue(JsonMarshal.GetRawUtf8Value(call));
        }
        json.WriteEndArray();
    }

    private static void Copy(JsonElement root, Utf8JsonWriter json, ReadOnlySpan<byte> member)
    {
        if (!root.TryGetProperty(member, out var value)) return;
        json.WritePropertyName(member);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value));
    }

    private static IEnumerable<JsonElement> Calls(JsonElement message) =>
        message.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind is JsonValueKind.Array
            ? calls.EnumerateArray().Where(call => call.TryGetProperty("function"u8, out _))
            : [];

    private static ImmutableArray<string> Texts(JsonElement message)
    {
        if (!message.TryGetProperty("content"u8, out var content)) return [];
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString() is { Length: > 0 } text ? [text] : [],
            JsonValueKind.Array => [.. content.EnumerateArray().Where(part => part.TryGetProperty("text"u8, out _)).Select(part => Text(part, "text"))],
            _ => [],
        };
    }

    private static string Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}

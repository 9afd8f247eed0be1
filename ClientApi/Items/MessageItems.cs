using System.Collections.Immutable;
using System.Text.Json;

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
        if (message.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind is JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                if (call.TryGetProperty("function"u8, out var function))
                    items.Add(new Item.FunctionCall(Text(call, "id"), Text(function, "name"), Text(function, "arguments")));
            }
        }
        return items;
    }

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

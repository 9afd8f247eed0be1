using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Items;

/// <summary>Reads the items that a client sends, into the messages of a chat.</summary>
internal static class ItemWire
{
    private const string Types = "must be one of message, function_call, function_call_output, reasoning, compaction: others are not supported";
    private const string Roles = "one of user, assistant, system, developer";

    public static ApiError? Read(JsonElement items, string path, int most, out ImmutableArray<Message> messages)
    {
        messages = [];
        if (items.ValueKind is not JsonValueKind.Array) return Invalid.Type(path, "an array of items", items);
        if (items.GetArrayLength() > most) return Invalid.Value(path, string.Create(CultureInfo.InvariantCulture, $"an array of at most {most} items"));
        var gathered = new ChatMessages();
        var index = 0;
        foreach (var element in items.EnumerateArray())
        {
            if (ReadItem(element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), out var item) is { } error) return error;
            gathered.Add(item!);
        }
        messages = gathered.Finish();
        return null;
    }

    private static ApiError? ReadItem(JsonElement element, string path, out Item? item)
    {
        item = null;
        if (element.ValueKind is not JsonValueKind.Object) return Invalid.Type(path, "an object", element);
        var type = "message";
        if (element.TryGetProperty("type"u8, out var typeElement))
        {
            if (typeElement.ValueKind is not JsonValueKind.String) return Invalid.Type($"{path}.type", "a string", typeElement);
            type = typeElement.GetString();
        }
        return type switch
        {
            "message" => ReadMessage(element, path, out item),
            "function_call" => ReadCall(element, path, out item),
            "function_call_output" => ReadOutput(element, path, out item),
            "reasoning" => ReadReasoning(element, path, out item),
            "compaction" => ReadCompaction(element, path, out item),
            _ => Invalid.UnsupportedValue($"{path}.type", Types),
        };
    }

    private static ApiError? ReadMessage(JsonElement element, string path, out Item? item)
    {
        item = null;
        if (ReadText(element, path, "role", out var role) is { } error) return error;
        if (role is not ("user" or "assistant" or "system" or "developer")) return Invalid.Value($"{path}.role", Roles);
        // Only the assistant refuses.
        var refusals = role is "assistant" ? new List<string>() : null;
        if (ReadTexts(element, path, "content", out var texts, refusals) is { } contentError) return contentError;
        item = new Item.Message(role, texts) { Refusal = refusals is { Count: > 0 } ? string.Concat(refusals) : null };
        return null;
    }

    private static ApiError? ReadCall(JsonElement element, string path, out Item? item)
    {
        item = null;
        if (ReadText(element, path, "call_id", out var call) is { } callError) return callError;
        if (ReadText(element, path, "name", out var name) is { } nameError) return nameError;
        if (ReadText(element, path, "arguments", out var arguments) is { } argumentsError) return argumentsError;
        item = new Item.FunctionCall(call, name, arguments);
        return null;
    }

    private static ApiError? ReadOutput(JsonElement element, string path, out Item? item)
    {
        item = null;
        if (ReadText(element, path, "call_id", out var call) is { } callError) return callError;
        if (ReadTexts(element, path, "output", out var output) is { } outputError) return outputError;
        item = new Item.FunctionCallOutput(call, string.Concat(output));
        return null;
    }

    /// <summary>Only what is readable of it: a summary is not what the model thought, and encrypted reasoning is another provider's.</summary>
    private static ApiError? ReadReasoning(JsonElement element, string path, out Item? item)
    {
        var texts = ImmutableArray<string>.Empty;
        item = null;
        if (element.TryGetProperty("content"u8, out var content) && content.ValueKind is not JsonValueKind.Null
            && ReadTexts(element, path, "content", out texts) is { } error) return error;
        item = new Item.Reasoning(string.Concat(texts));
        return null;
    }

    private static ApiError? ReadCompaction(JsonElement element, string path, out Item? item)
    {
        item = null;
        if (ReadText(element, path, "encrypted_content", out var content) is { } error) return error;
        if (!CompactedText.TryDecode(content, out var summary)) return Invalid.Value($"{path}.encrypted_content", "what an earlier compaction gave");
        item = new Item.Compaction(summary);
        return null;
    }

    private static ApiError? ReadText(JsonElement element, string path, string member, out string text)
    {
        text = "";
        if (!element.TryGetProperty(member, out var value)) return Invalid.Missing($"{path}.{member}", "a string");
        if (value.ValueKind is not JsonValueKind.String) return Invalid.Type($"{path}.{member}", "a string", value);
        text = value.GetString()!;
        return null;
    }

    private static ApiError? ReadTexts(JsonElement element, string path, string member, out ImmutableArray<string> texts, List<string>? refusals = null)
    {
        const string Expected = "a string or an array of text parts";
        texts = [];
        path = $"{path}.{member}";
        if (!element.TryGetProperty(member, out var value)) return Invalid.Missing(path, Expected);
        if (value.ValueKind is JsonValueKind.String)
        {
            texts = [value.GetString()!];
            return null;
        }
        if (value.ValueKind is not JsonValueKind.Array) return Invalid.Type(path, Expected, value);
        var read = ImmutableArray.CreateBuilder<string>(value.GetArrayLength());
        foreach (var (index, part) in value.EnumerateArray().Index())
        {
            var partPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (part.ValueKind is not JsonValueKind.Object) return Invalid.Type(partPath, "an object", part);
            if (ReadText(part, partPath, "type", out var type) is { } typeError) return typeError;
            if (type is "refusal" && refusals is not null)
            {
                if (ReadText(part, partPath, "refusal", out var refusal) is { } refusalError) return refusalError;
                refusals.Add(refusal);
                continue;
            }
            if (type is not ("input_text" or "output_text" or "reasoning_text"))
                return Invalid.UnsupportedValue($"{partPath}.type", "must be input_text, output_text or reasoning_text: other parts are not supported");
            if (ReadText(part, partPath, "text", out var text) is { } textError) return textError;
            read.Add(text);
        }
        texts = read.ToImmutable();
        return null;
    }
}

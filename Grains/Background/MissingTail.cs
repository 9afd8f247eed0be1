using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Background;

/// <summary>
/// What an answer's kept message says beyond the chunks that were written down. A silo may die after the conversation has kept the whole
/// message and before the record has its last chunks: they are made up for from the message, so that both tell the same.
/// </summary>
internal static class MissingTail
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One more chunk that completes them; null where nothing is missing.</summary>
    public static ReadOnlyMemory<byte>? Of(IEnumerable<ReadOnlyMemory<byte>> chunks, Message message)
    {
        var told = new Told();
        foreach (var chunk in chunks) told.Add(chunk);
        using var whole = JsonDocument.Parse(message.Json);
        var (reasoning, content, refusal) = (Rest(whole.RootElement, "reasoning_content", told.Reasoning), Rest(whole.RootElement, "content", told.Content), Rest(whole.RootElement, "refusal", told.Refusal));
        var calls = Calls(whole.RootElement, told).ToList();
        if (reasoning.Length + content.Length + refusal.Length == 0 && calls.Count == 0) return null;

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            if (reasoning.Length > 0) json.WriteString("reasoning_content"u8, reasoning);
            if (content.Length > 0) json.WriteString("content"u8, content);
            if (refusal.Length > 0) json.WriteString("refusal"u8, refusal);
            if (calls.Count > 0) WriteCalls(json, calls);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string Rest(JsonElement message, string member, StringBuilder told) =>
        message.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { } text && text.Length > told.Length
            ? text[told.Length..]
            : "";

    private static IEnumerable<(int Index, JsonElement Call, string Missing, bool IsNew)> Calls(JsonElement message, Told told)
    {
        if (!message.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind is not JsonValueKind.Array) yield break;
        foreach (var (index, call) in calls.EnumerateArray().Index())
        {
            var isNew = !told.Arguments.TryGetValue(index, out var arguments);
            var rest = Rest(call.GetProperty("function"u8), "arguments", arguments ?? new StringBuilder());
            if (isNew || rest.Length > 0) yield return (index, call, rest, isNew);
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, List<(int Index, JsonElement Call, string Missing, bool IsNew)> calls)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var (index, call, rest, isNew) in calls)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            if (isNew && call.TryGetProperty("id"u8, out var id)) json.WriteString("id"u8, id.GetString());
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            if (isNew && call.GetProperty("function"u8).TryGetProperty("name"u8, out var name)) json.WriteString("name"u8, name.GetString());
            json.WriteString("arguments"u8, rest);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What the chunks say, put together.</summary>
    private sealed class Told
    {
        public StringBuilder Reasoning { get; } = new();

        public StringBuilder Content { get; } = new();

        public StringBuilder Refusal { get; } = new();

        public Dictionary<int, StringBuilder> Arguments { get; } = [];

        public void Add(ReadOnlyMemory<byte> chunk)
        {
            using var parsed = JsonDocument.Parse(chunk);
            if (!parsed.RootElement.TryGetProperty("choices"u8, out var choices) || choices.GetArrayLength() == 0
                || !choices[0].TryGetProperty("delta"u8, out var delta) || delta.ValueKind is not JsonValueKind.Object) return;
            Append(delta, "reasoning_content", Reasoning);
            Append(delta, "content", Content);
            Append(delta, "refusal", Refusal);
            if (!delta.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind is not JsonValueKind.Array) return;
            foreach (var call in calls.EnumerateArray())
            {
                var index = call.TryGetProperty("index"u8, out var number) ? number.GetInt32() : 0;
                if (!Arguments.TryGetValue(index, out var arguments)) Arguments[index] = arguments = new StringBuilder();
                if (call.TryGetProperty("function"u8, out var function)) Append(function, "arguments", arguments);
            }
        }

        private static void Append(JsonElement element, string member, StringBuilder told)
        {
            if (element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String) told.Append(value.GetString());
        }
    }
}

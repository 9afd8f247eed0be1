using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>Puts the assistant's message together from the pieces of a stream, so that it can be sent back in the next prompt.</summary>
internal sealed class AssistantMessage
{
    private static readonly JsonWriterOptions s_verbatimText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _content = new();
    private StringBuilder? _reasoning;
    private StringBuilder? _refusal;
    private SortedDictionary<int, ToolCall>? _toolCalls;

    public void AddContent(string text) => _content.Append(text);

    public void AddReasoning(string text) => (_reasoning ??= new StringBuilder()).Append(text);

    public void AddRefusal(string text) => (_refusal ??= new StringBuilder()).Append(text);

    public void AddToolCall(int index, string? id, string? type, string? name, string? arguments)
    {
        _toolCalls ??= [];
        if (!_toolCalls.TryGetValue(index, out var call)) _toolCalls[index] = call = new ToolCall();
        call.Id ??= id;
        call.Type ??= type;
        call.Name ??= name;
        call.Arguments.Append(arguments);
    }

    public Message Build()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, s_verbatimText))
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "assistant"u8);
            if (_content.Length == 0 && (_toolCalls is not null || _refusal is not null)) writer.WriteNull("content"u8);
            else writer.WriteString("content"u8, _content.ToString());
            if (_refusal is not null) writer.WriteString("refusal"u8, _refusal.ToString());
            if (_reasoning is not null) writer.WriteString("reasoning_content"u8, _reasoning.ToString());
            if (_toolCalls is not null) WriteToolCalls(writer, _toolCalls.Values);
            writer.WriteEndObject();
        }

        return new Message("assistant", json.WrittenSpan.ToArray());
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IEnumerable<ToolCall> calls)
    {
        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, call.Id);
            writer.WriteString("type"u8, call.Type ?? "function");
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, call.Arguments.ToString());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private sealed class ToolCall
    {
        public string? Id;
        public string? Type;
        public string? Name;
        public readonly StringBuilder Arguments = new();
    }
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>Puts the assistant's message together from the pieces of a stream, so that it can be sent back in the next prompt, or continued.</summary>
/// <param name="kept">Whether the message is wanted; else it is built only as long as it may serve to continue the answer.</param>
internal sealed class AssistantMessage(bool kept = true)
{
    private static readonly JsonWriterOptions s_verbatimText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _content = new();
    private StringBuilder? _reasoning;
    private StringBuilder? _refusal;
    private SortedDictionary<int, ToolCall>? _toolCalls;

    /// <summary>Whether a prefix can say all that the answer holds so far.</summary>
    public bool CanBeContinued { get; private set; } = true;

    /// <summary>Whether text is still wanted.</summary>
    public bool Wanted => kept || CanBeContinued;

    /// <summary>Whether nobody wants the message but who continues it.</summary>
    public bool IsOnlyForContinuing => !kept;

    /// <summary>It is not to be continued.</summary>
    public void GiveUpContinuing() => CanBeContinued = false;

    /// <summary>How long the message is now, to come back to.</summary>
    public (int Content, int Reasoning) Mark => (_content.Length, _reasoning?.Length ?? 0);

    /// <summary>Forgets the text after the mark.</summary>
    public void Return((int Content, int Reasoning) mark)
    {
        _content.Length = mark.Content;
        if (_reasoning is not null) _reasoning.Length = mark.Reasoning;
    }

    public void AddContent(string text)
    {
        if (Wanted) _content.Append(text);
    }

    public void AddReasoning(string text)
    {
        if (Wanted) (_reasoning ??= new StringBuilder()).Append(text);
    }

    public void AddRefusal(string text)
    {
        CanBeContinued = false;
        if (Wanted) (_refusal ??= new StringBuilder()).Append(text);
    }

    public void AddToolCall(int index, string? id, string? type, string? name, string? arguments)
    {
        CanBeContinued = false;
        if (!Wanted) return;
        _toolCalls ??= [];
        if (!_toolCalls.TryGetValue(index, out var call)) _toolCalls[index] = call = new ToolCall();
        call.Id ??= id;
        call.Type ??= type;
        call.Name ??= name;
        call.Arguments.Append(arguments);
    }

    /// <summary>The message as the beginning of an answer that is to be continued.</summary>
    public Message BuildPrefix()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, s_verbatimText))
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "assistant"u8);
            writer.WriteString("content"u8, _content.ToString());
            if (_reasoning is not null) writer.WriteString("reasoning_content"u8, _reasoning.ToString());
            writer.WriteBoolean("prefix"u8, true);
            writer.WriteEndObject();
        }

        return new Message("assistant", json.WrittenSpan.ToArray());
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

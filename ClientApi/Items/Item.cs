using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Items;

/// <summary>One piece of a conversation in the form of the Responses wire.</summary>
internal abstract record Item
{
    private Item() { }

    /// <summary>What ids of this kind start with.</summary>
    public abstract string Prefix { get; }

    public void Write(Utf8JsonWriter json, string id, string status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        WriteMembers(json);
        json.WriteString("status"u8, status);
        json.WriteEndObject();
    }

    protected abstract void WriteMembers(Utf8JsonWriter json);

    /// <summary>Something said: by the assistant as output text, by anybody else as input text.</summary>
    public sealed record Message(string Role, ImmutableArray<string> Texts) : Item
    {
        /// <summary>Why the model would not answer, behind what it said; null where it did not refuse.</summary>
        public string? Refusal { get; init; }

        public override string Prefix => "msg";

        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("type"u8, "message"u8);
            json.WriteString("role"u8, Role);
            json.WriteStartArray("content"u8);
            foreach (var text in Texts)
            {
                if (Role is "assistant") WriteOutputText(json, text);
                else WritePart(json, "input_text"u8, text);
            }
            if (Refusal is not null) WriteRefusal(json, Refusal);
            json.WriteEndArray();
        }
    }

    /// <summary>What the model thought before it spoke.</summary>
    public sealed record Reasoning(string Text) : Item
    {
        public override string Prefix => "rs";

        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("type"u8, "reasoning"u8);
            json.WriteStartArray("summary"u8);
            json.WriteEndArray();
            json.WriteStartArray("content"u8);
            if (Text.Length > 0) WritePart(json, "reasoning_text"u8, Text);
            json.WriteEndArray();
        }
    }

    /// <summary>A call of the client's function that the model asks for.</summary>
    public sealed record FunctionCall(string CallId, string Name, string Arguments) : Item
    {
        public override string Prefix => "fc";

        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("type"u8, "function_call"u8);
            json.WriteString("call_id"u8, CallId);
            json.WriteString("name"u8, Name);
            json.WriteString("arguments"u8, Arguments);
        }
    }

    /// <summary>What the client's function gave back.</summary>
    public sealed record FunctionCallOutput(string CallId, string Output) : Item
    {
        public override string Prefix => "fco";

        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("type"u8, "function_call_output"u8);
            json.WriteString("call_id"u8, CallId);
            json.WriteString("output"u8, Output);
        }
    }

    /// <summary>A summary that stands for what was said before it.</summary>
    public sealed record Compaction(string Summary) : Item
    {
        public override string Prefix => "cmp";

        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("type"u8, "compaction"u8);
            json.WriteString("encrypted_content"u8, CompactedText.Encode(Summary));
        }
    }

    public static void WriteOutputText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "output_text"u8);
        json.WriteString("text"u8, text);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteRefusal(Utf8JsonWriter json, string refusal)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "refusal"u8);
        json.WriteString("refusal"u8, refusal);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, ReadOnlySpan<byte> type, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Outcomes;

namespace Orchestrator.Items;

/// <summary>
/// Gathers items into chat messages. Reasoning, a message and function calls of the assistant that follow each other are one message,
/// for that is how the model said them and how providers want them back.
/// </summary>
internal sealed class ChatMessages
{
    private readonly ImmutableArray<Message>.Builder _messages = ImmutableArray.CreateBuilder<Message>();
    private readonly List<Item.FunctionCall> _calls = [];

    private string? _reasoning;
    private string? _refusal;
    private ImmutableArray<string>? _texts;

    public void Add(Item item)
    {
        switch (item)
        {
            case Item.Reasoning reasoning:
                FinishAssistant();
                _reasoning = reasoning.Text;
                break;
            case Item.Message { Role: "assistant" } message:
                if (_texts is not null || _calls.Count > 0) FinishAssistant();
                (_texts, _refusal) = (message.Texts, message.Refusal);
                break;
            case Item.FunctionCall call:
                _calls.Add(call);
                break;
            case Item.Compaction compaction:
                FinishAssistant();
                _messages.Add(Of("system", $"Summary of the conversation before this point:\n{compaction.Summary}"));
                break;
            case Item.Message message:
                FinishAssistant();
                _messages.Add(Compose(message.Role, json => WriteContent(json, message.Texts)));
                break;
            case Item.FunctionCallOutput output:
                FinishAssistant();
                _messages.Add(Compose("tool", json =>
                {
                    json.WriteString("tool_call_id"u8, output.CallId);
                    json.WriteString("content"u8, output.Output);
                }));
                break;
        }
    }

    public ImmutableArray<Message> Finish()
    {
        FinishAssistant();
        return _messages.DrainToImmutable();
    }

    public static Message Of(string role, string text) => Compose(role, json => json.WriteString("content"u8, text));

    private void FinishAssistant()
    {
        if (_texts is null && _calls.Count == 0 && _reasoning is null) return;
        _messages.Add(Compose("assistant", WriteAssistant));
        (_reasoning, _refusal, _texts) = (null, null, null);
        _calls.Clear();
    }

    private void WriteAssistant(Utf8JsonWriter json)
    {
        if (_texts is { Length: > 0 } texts) WriteContent(json, texts);
        else if (_calls.Count > 0 || _refusal is not null) json.WriteNull("content"u8);
        else json.WriteString("content"u8, ""u8);
        if (_refusal is not null) json.WriteString("refusal"u8, _refusal);
        if (_reasoning is not null) json.WriteString("reasoning_content"u8, _reasoning);
        if (_calls.Count == 0) return;
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in _calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.CallId);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter json, ImmutableArray<string> texts)
    {
        if (texts.Length == 1)
        {
            json.WriteString("content"u8, texts[0]);
            return;
        }
        json.WriteStartArray("content"u8);
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static Message Compose(string role, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role);
            write(json);
            json.WriteEndObject();
        }
        return new Message(role, buffer.WrittenSpan.ToArray());
    }
}

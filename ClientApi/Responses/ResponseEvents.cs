using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>
/// Tells the chunks of a chat answer as the events of a response: numbered from 0 without gaps, each item opened before its parts and
/// closed after them, and exactly one end. Function calls stay open until the end, for their fragments may come interleaved.
/// </summary>
internal sealed class ResponseEvents(ResponseDocument document, EventSink sink)
{
    private readonly List<OpenItem> _items = [];
    private readonly Dictionary<int, OpenItem.FunctionCall> _calls = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    private OpenItem? _text;
    private int _sequence;

    public ResponseId Id => document.Id;

    /// <summary>What was answered so far, as it would be sent back in a later prompt.</summary>
    public ImmutableArray<Message> ToMessages()
    {
        var gathered = new ChatMessages();
        foreach (var item in _items) gathered.Add(item.ToItem());
        return gathered.Finish();
    }

    /// <summary>The response exists and is being made.</summary>
    public void Open()
    {
        Emit("response.created", json => WriteResponse(json, ResponseState.InProgress));
        Emit("response.in_progress", json => WriteResponse(json, ResponseState.InProgress));
    }

    /// <summary>One chunk of the chat answer.</summary>
    public void Add(ReadOnlyMemory<byte> chunk)
    {
        using var parsed = JsonDocument.Parse(chunk);
        if (!parsed.RootElement.TryGetProperty("choices"u8, out var choices) || choices.GetArrayLength() == 0
            || !choices[0].TryGetProperty("delta"u8, out var delta)) return;
        if (TextOf(delta, "reasoning_content"u8) is { Length: > 0 } thought) AddReasoning(thought);
        if (TextOf(delta, "content"u8) is { Length: > 0 } text) AddText(text);
        if (!delta.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind is not JsonValueKind.Array) return;
        foreach (var call in calls.EnumerateArray()) AddCall(call);
    }

    /// <summary>The model came to its end.</summary>
    public void Finish(string finishReason, TokenUsage? usage, DateTimeOffset now)
    {
        var end = ResponseState.Ended(finishReason, usage, now);
        var last = _items.FindLast(item => !item.Closed);
        foreach (var item in _items.Where(item => !item.Closed)) Close(item, end.IncompleteReason is not null && item == last ? "incomplete" : "completed");
        end = document.Judge(end with { Output = Output(end.IncompleteReason is not null ? "incomplete" : "completed") });
        Emit($"response.{end.Status}", json => WriteResponse(json, end));
    }

    /// <summary>The answer broke off. What came of it is shown, but not closed.</summary>
    public void Fail(string? code, string message)
    {
        var end = new ResponseState("failed") { ErrorCode = code, ErrorMessage = message, Output = Output("incomplete") };
        Emit("response.failed", json => WriteResponse(json, end));
    }

    /// <summary>The client cancelled it. What came of it is not shown any more.</summary>
    public void Cancel() => Emit("response.failed", json => WriteResponse(json, new ResponseState("cancelled")));

    private void AddReasoning(string thought)
    {
        if (_text is not OpenItem.Reasoning item)
        {
            CloseText();
            var id = NextId(new Item.Reasoning(""));
            _text = item = new OpenItem.Reasoning(_items.Count, id);
            Begin(item);
        }
        item.Written.Append(thought);
        EmitPart("response.reasoning_text.delta", item, json => json.WriteString("delta"u8, thought));
    }

    private void AddText(string text)
    {
        if (_text is not OpenItem.Message item)
        {
            CloseText();
            _text = item = new OpenItem.Message(_items.Count, NextId(new Item.Message("assistant", [])));
            Begin(item);
            EmitPart("response.content_part.added", item, json => WritePart(json, ""));
        }
        item.Written.Append(text);
        EmitPart("response.output_text.delta", item, json =>
        {
            json.WriteString("delta"u8, text);
            WriteNoLogprobs(json);
        });
    }

    private void AddCall(JsonElement call)
    {
        var number = call.TryGetProperty("index"u8, out var index) ? index.GetInt32() : 0;
        var function = call.TryGetProperty("function"u8, out var found) ? found : default;
        if (!_calls.TryGetValue(number, out var item))
        {
            CloseText();
            var (callId, name) = (TextOf(call, "id"u8) ?? "", TextOf(function, "name"u8) ?? "");
            item = new OpenItem.FunctionCall(_items.Count, NextId(new Item.FunctionCall(callId, name, "")), callId, name);
            _calls.Add(number, item);
            Begin(item);
        }
        if (TextOf(function, "arguments"u8) is not { Length: > 0 } arguments) return;
        item.Written.Append(arguments);
        EmitItem("response.function_call_arguments.delta", item, json => json.WriteString("delta"u8, arguments));
    }

    private void CloseText()
    {
        if (_text is { Closed: false } open) Close(open, "completed");
        _text = null;
    }

    private void Begin(OpenItem item)
    {
        var empty = item.ToItem();
        _items.Add(item);
        EmitWhole("response.output_item.added", item, empty, "in_progress");
    }

    private void Close(OpenItem item, string status)
    {
        item.Closed = true;
        var written = item.Written.ToString();
        switch (item)
        {
            case OpenItem.Reasoning:
                EmitPart("response.reasoning_text.done", item, json => json.WriteString("text"u8, written));
                break;
            case OpenItem.Message:
                EmitPart("response.output_text.done", item, json =>
                {
                    json.WriteString("text"u8, written);
                    WriteNoLogprobs(json);
                });
                EmitPart("response.content_part.done", item, json => WritePart(json, written));
                break;
            case OpenItem.FunctionCall call:
                EmitItem("response.function_call_arguments.done", item, json =>
                {
                    json.WriteString("name"u8, call.Name);
                    json.WriteString("arguments"u8, written);
                });
                break;
        }
        EmitWhole("response.output_item.done", item, item.ToItem(), status);
    }

    /// <summary>The output as the last snapshot shows it; where it was cut, its last item was.</summary>
    private IReadOnlyList<OutputItem> Output(string lastStatus) =>
        [.. _items.Select((item, index) => new OutputItem(item.Id, item.ToItem(), index == _items.Count - 1 ? lastStatus : "completed"))];

    private string NextId(Item item) => ItemId.OfOutput(document.Id, _items.Count).ToString(item);

    private void EmitWhole(string type, OpenItem item, Item whole, string status) => Emit(type, json =>
    {
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        whole.Write(json, item.Id, status);
    });

    private void EmitItem(string type, OpenItem item, Action<Utf8JsonWriter> write) => Emit(type, json =>
    {
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        write(json);
    });

    private void EmitPart(string type, OpenItem item, Action<Utf8JsonWriter> write) => EmitItem(type, item, json =>
    {
        json.WriteNumber("content_index"u8, 0);
        write(json);
    });

    private void Emit(string type, Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteNumber("sequence_number"u8, _sequence++);
            write(json);
            json.WriteEndObject();
        }
        sink(type, _buffer.WrittenSpan);
    }

    private void WriteResponse(Utf8JsonWriter json, ResponseState state)
    {
        json.WritePropertyName("response"u8);
        document.Write(json, state);
    }

    private static void WritePart(Utf8JsonWriter json, string text)
    {
        json.WritePropertyName("part"u8);
        Item.WriteOutputText(json, text);
    }

    private static void WriteNoLogprobs(Utf8JsonWriter json)
    {
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
    }

    private static string? TextOf(JsonElement element, ReadOnlySpan<byte> member) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

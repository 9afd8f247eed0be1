using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>
/// Tells the chunks of a chat answer as the events of a response: numbered from 0 without gaps, each item opened before its parts and
/// closed after them, and exactly one end. Function calls stay open until the end, for their fragments may come interleaved.
/// </summary>
/// <param name="dialect">Whose names the events bear.</param>
internal sealed class ResponseEvents(ResponseDocument document, EventSink sink, WireDialect dialect = WireDialect.OpenAI)
{
    private readonly List<OpenItem> _items = [];
    private readonly Dictionary<int, OpenItem.FunctionCall> _calls = [];
    private readonly NumberedEvents _events = new(sink);

    private OpenItem? _text;

    private string ReasoningName => dialect is WireDialect.OpenResponses ? "reasoning" : "reasoning_text";

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
        _events.Emit("response.created", json => WriteResponse(json, ResponseState.InProgress));
        _events.Emit("response.in_progress", json => WriteResponse(json, ResponseState.InProgress));
    }

    /// <summary>One chunk of the chat answer.</summary>
    public void Add(ReadOnlyMemory<byte> chunk)
    {
        using var parsed = JsonDocument.Parse(chunk);
        if (!parsed.RootElement.TryGetProperty("choices"u8, out var choices) || choices.GetArrayLength() == 0
            || !choices[0].TryGetProperty("delta"u8, out var delta)) return;
        if (TextOf(delta, "reasoning_content"u8) is { Length: > 0 } thought) AddReasoning(thought);
        if (TextOf(delta, "content"u8) is { Length: > 0 } text) AddText(text);
        if (TextOf(delta, "refusal"u8) is { Length: > 0 } refusal) AddRefusal(refusal);
        if (!delta.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind is not JsonValueKind.Array) return;
        foreach (var call in calls.EnumerateArray()) AddCall(call);
    }

    /// <summary>The model came to its end.</summary>
    public void Finish(string finishReason, TokenUsage? usage, DateTimeOffset now)
    {
        var end = ResponseState.Ended(finishReason, usage, now);
        var last = _items.FindLast(item => !item.Closed);
        foreach (var item in _items.Where(item => !item.Closed)) Close(item, end.IncompleteReason is not null && item == last ? "incomplete" : "completed");
        end = OutputVerdict.Judge(end with { Output = Output(end.IncompleteReason is not null ? "incomplete" : "completed") }, document.Settings);
        if (OutputVerdict.ErrorOf(end) is { } error) TellError(error);
        _events.Emit($"response.{end.Status}", json => WriteResponse(json, end));
    }

    public void Fail(string? code, string message) => Fail(new ApiError(StatusCodes.Status500InternalServerError, "server_error", code, message));

    /// <summary>The answer broke off. What came of it is shown, but not closed.</summary>
    public void Fail(ApiError error)
    {
        var end = new ResponseState("failed") { ErrorCode = error.Code, ErrorMessage = error.Message, Output = Output("incomplete") };
        TellError(error);
        _events.Emit("response.failed", json => WriteResponse(json, end));
    }

    /// <summary>The client cancelled it. What came of it is not shown any more.</summary>
    public void Cancel() => _events.Emit("response.failed", json => WriteResponse(json, new ResponseState("cancelled")));

    /// <summary>OpenAI's libraries take an <c>error</c> event for the end, and would miss the response that follows: to them it is not told.</summary>
    private void TellError(ApiError error)
    {
        if (dialect is WireDialect.OpenResponses) _events.Emit("error", json => OpenResponsesError.Write(json, error));
    }

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
        _events.EmitPart($"response.{ReasoningName}.delta", item, 0, json => json.WriteString("delta"u8, thought));
    }

    private void AddText(string text)
    {
        // Text does not go on behind a refusal: it is a message of its own.
        if (_text is not OpenItem.Message { Refusal: null } item)
        {
            item = BeginMessage();
            _events.EmitPart("response.content_part.added", item, 0, json => WritePart(json, "", Item.WriteOutputText));
        }
        item.Written.Append(text);
        _events.EmitPart("response.output_text.delta", item, 0, json =>
        {
            json.WriteString("delta"u8, text);
            WriteNoLogprobs(json);
        });
    }

    private void AddRefusal(string text)
    {
        var item = _text as OpenItem.Message ?? BeginMessage();
        if (item.Refusal is null)
        {
            if (item.Written.Length > 0) CloseTextPart(item);
            item.Refusal = new StringBuilder();
            _events.EmitPart("response.content_part.added", item, item.RefusalPart, json => WritePart(json, "", Item.WriteRefusal));
        }
        item.Refusal.Append(text);
        _events.EmitPart("response.refusal.delta", item, item.RefusalPart, json => json.WriteString("delta"u8, text));
    }

    private OpenItem.Message BeginMessage()
    {
        CloseText();
        var item = new OpenItem.Message(_items.Count, NextId(new Item.Message("assistant", [])));
        _text = item;
        Begin(item);
        return item;
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
        _events.EmitItem("response.function_call_arguments.delta", item, json => json.WriteString("delta"u8, arguments));
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
        _events.EmitWhole("response.output_item.added", item, empty, "in_progress");
    }

    private void Close(OpenItem item, string status)
    {
        item.Closed = true;
        var written = item.Written.ToString();
        switch (item)
        {
            case OpenItem.Reasoning:
                _events.EmitPart($"response.{ReasoningName}.done", item, 0, json => json.WriteString("text"u8, written));
                break;
            case OpenItem.Message { Refusal: null } message:
                CloseTextPart(message);
                break;
            case OpenItem.Message message:
                CloseRefusalPart(message);
                break;
            case OpenItem.FunctionCall call:
                _events.EmitItem("response.function_call_arguments.done", item, json =>
                {
                    json.WriteString("name"u8, call.Name);
                    json.WriteString("arguments"u8, written);
                });
                break;
        }
        _events.EmitWhole("response.output_item.done", item, item.ToItem(), status);
    }

    private void CloseTextPart(OpenItem.Message item)
    {
        var text = item.Written.ToString();
        _events.EmitPart("response.output_text.done", item, 0, json =>
        {
            json.WriteString("text"u8, text);
            WriteNoLogprobs(json);
        });
        _events.EmitPart("response.content_part.done", item, 0, json => WritePart(json, text, Item.WriteOutputText));
    }

    private void CloseRefusalPart(OpenItem.Message item)
    {
        var refusal = item.Refusal!.ToString();
        _events.EmitPart("response.refusal.done", item, item.RefusalPart, json => json.WriteString("refusal"u8, refusal));
        _events.EmitPart("response.content_part.done", item, item.RefusalPart, json => WritePart(json, refusal, Item.WriteRefusal));
    }

    /// <summary>The output as the last snapshot shows it; where it was cut, its last item was.</summary>
    private IReadOnlyList<OutputItem> Output(string lastStatus) =>
        [.. _items.Select((item, index) => new OutputItem(item.Id, item.ToItem(), index == _items.Count - 1 ? lastStatus : "completed"))];

    private string NextId(Item item) => ItemId.OfOutput(document.Id, _items.Count).ToString(item);

    private void WriteResponse(Utf8JsonWriter json, ResponseState state)
    {
        json.WritePropertyName("response"u8);
        document.Write(json, state);
    }

    private static void WritePart(Utf8JsonWriter json, string text, Action<Utf8JsonWriter, string> write)
    {
        json.WritePropertyName("part"u8);
        write(json, text);
    }

    private static void WriteNoLogprobs(Utf8JsonWriter json)
    {
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
    }

    private static string? TextOf(JsonElement element, ReadOnlySpan<byte> member) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

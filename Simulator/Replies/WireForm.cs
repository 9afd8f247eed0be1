using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>Puts a reply into bytes: the frames of a stream, or one object. What all frames share is rendered once.</summary>
internal abstract class WireForm
{
    private readonly Reply _reply;
    private readonly string _objectOfWhole;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    protected WireForm(Reply reply, string objectOfWhole, string objectOfFrame)
    {
        _reply = reply;
        _objectOfWhole = objectOfWhole;
        _head = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {{\"id\":\"{reply.Id}\",\"object\":\"{objectOfFrame}\",\"created\":{reply.Created.ToUnixTimeSeconds()},\"model\":\"{JsonEncodedText.Encode(reply.Ask.Model)}\",\"system_fingerprint\":\"fp_simulator\",\"choices\":[{{\"index\":0,"));
        _tail = reply.Ask.IncludeUsage
            ? ",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"u8.ToArray()
            : ",\"logprobs\":null,\"finish_reason\":null}]}\n\n"u8.ToArray();
    }

    protected Answer Answer => _reply.Answer;

    public static WireForm Of(Reply reply, Door door) => door == Door.Text ? new TextForm(reply) : new ChatForm(reply);

    /// <summary>What is sent before the first token.</summary>
    public abstract void Opening(IBufferWriter<byte> output);

    /// <summary>One token.</summary>
    public abstract void Piece(IBufferWriter<byte> output, Piece piece);

    /// <summary>The last frame: why the answer ends, and what it costs.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        output.Write(_head);
        output.Write(EmptyDelta);
        output.Write(",\"logprobs\":null,\"finish_reason\":"u8);
        JsonText.Write(output, Answer.FinishReason ?? "");
        output.Write("}],"u8);
        // A property alone is no document, so the object's opening brace is left out of what is copied.
        var usage = new ArrayBufferWriter<byte>();
        ReplyJson.Write(usage, json =>
        {
            json.WriteStartObject();
            ReplyJson.WriteUsage(json, _reply.Usage);
            json.WriteEndObject();
        });
        output.Write(usage.WrittenSpan[1..]);
        output.Write("\n\n"u8);
    }

    /// <summary>The whole reply as one object.</summary>
    public void Whole(IBufferWriter<byte> output) => ReplyJson.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", _reply.Id);
        json.WriteString("object", _objectOfWhole);
        json.WriteNumber("created", _reply.Created.ToUnixTimeSeconds());
        json.WriteString("model", _reply.Ask.Model);
        json.WriteString("system_fingerprint", "fp_simulator");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        WriteAnswer(json);
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", Answer.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        ReplyJson.WriteUsage(json, _reply.Usage);
        json.WriteEndObject();
    });

    protected abstract ReadOnlySpan<byte> EmptyDelta { get; }

    protected abstract void WriteAnswer(Utf8JsonWriter json);

    protected void Frame(IBufferWriter<byte> output, ReadOnlySpan<byte> before, string text, ReadOnlySpan<byte> after)
    {
        output.Write(_head);
        output.Write(before);
        JsonText.Write(output, text);
        output.Write(after);
        output.Write(_tail);
    }
}

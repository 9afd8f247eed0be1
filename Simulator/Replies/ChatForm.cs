using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>The form of chat completions.</summary>
internal sealed class ChatForm(Reply reply) : WireForm(reply, "chat.completion", "chat.completion.chunk")
{
    private bool _calling;

    protected override ReadOnlySpan<byte> EmptyDelta => "\"delta\":{\"content\":\"\"}"u8;

    public override void Opening(IBufferWriter<byte> output)
    {
        if (Answer.Thinks)
            Frame(output, "\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":"u8, "", "}"u8);
        else
            Frame(output, "\"delta\":{\"role\":\"assistant\",\"content\":"u8, "", "}"u8);
    }

    public override void Piece(IBufferWriter<byte> output, Piece piece)
    {
        switch (piece.Kind)
        {
            case PieceKind.Reasoning:
                Frame(output, "\"delta\":{\"content\":null,\"reasoning_content\":"u8, piece.Text, "}"u8);
                break;
            case PieceKind.Content:
                Frame(output, "\"delta\":{\"content\":"u8, piece.Text, "}"u8);
                break;
            case PieceKind.Arguments:
                OpenCall(output);
                Frame(output, "\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"u8, piece.Text, "}}]}"u8);
                break;
        }
    }

    protected override void WriteAnswer(Utf8JsonWriter json)
    {
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        if (Answer.Call is null)
            ReplyJson.WriteText(json, "content", Answer.Text);
        else
            json.WriteNull("content");
        if (Answer.Thinks)
            ReplyJson.WriteText(json, "reasoning_content", string.Concat(Answer.Reasoning));
        if (Answer.Call is { } call)
            WriteCall(json, call);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteString("id", call.Id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>The first fragment of a call is preceded by its id and name, with no arguments yet.</summary>
    private void OpenCall(IBufferWriter<byte> output)
    {
        if (_calling)
            return;

        _calling = true;
        var before = new ArrayBufferWriter<byte>();
        before.Write("\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":"u8);
        JsonText.Write(before, Answer.Call!.Id);
        before.Write(",\"type\":\"function\",\"function\":{\"arguments\":\"\",\"name\":"u8);
        Frame(output, before.WrittenSpan, Answer.Call.Name, "}}]}"u8);
    }
}

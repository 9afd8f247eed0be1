using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>The form of text completions.</summary>
internal sealed class TextForm(Reply reply) : WireForm(reply, "text_completion", "text_completion")
{
    protected override ReadOnlySpan<byte> EmptyDelta => "\"text\":\"\""u8;

    public override void Opening(IBufferWriter<byte> output)
    {
        // A text has no author to announce.
    }

    public override void Piece(IBufferWriter<byte> output, Piece piece) => Frame(output, "\"text\":"u8, piece.Text, ""u8);

    protected override void WriteAnswer(Utf8JsonWriter json) => ReplyJson.WriteText(json, "text", Answer.Text);
}

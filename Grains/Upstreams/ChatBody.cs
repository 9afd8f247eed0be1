using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>
/// Composes the body of a chat-completions call: the upstream's model name, then messages and parameters byte for byte as they were
/// received, so that equal prefixes stay equal and the provider's cache hits.
/// </summary>
internal static class ChatBody
{
    public static byte[] Compose(Prompt prompt, string model)
    {
        var body = new ArrayBufferWriter<byte>(Size(prompt, model));
        body.Write("{\"model\":"u8);
        WriteString(body, model);
        body.Write(",\"messages\":["u8);
        for (var i = 0; i < prompt.Messages.Length; i++)
        {
            if (i > 0) body.Write(","u8);
            body.Write(prompt.Messages[i].Json.Span);
        }

        body.Write("]"u8);
        if (prompt.Stream) body.Write(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"u8);
        if (!prompt.Parameters.IsEmpty)
        {
            body.Write(","u8);
            body.Write(prompt.Parameters.Span);
        }

        body.Write("}"u8);
        return body.WrittenSpan.ToArray();
    }

    private static int Size(Prompt prompt, string model)
    {
        var size = 128 + 6 * model.Length + prompt.Parameters.Length;
        foreach (var message in prompt.Messages) size += message.Json.Length + 1;
        return size;
    }

    private static void WriteString(ArrayBufferWriter<byte> body, string text)
    {
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStringValue(text);
    }
}

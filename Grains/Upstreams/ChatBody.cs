using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>
/// Composes the body of a chat-completions call: the upstream's model name, the messages byte for byte as they were received, so that equal
/// prefixes stay equal and the provider's cache hits, the maximum by the name that the upstream heeds, and the parameters as they were received.
/// </summary>
internal static class ChatBody
{
    private const int MostDigits = 11;

    /// <param name="maxTokensName">The member by which the upstream is told the most tokens that may come back: a provider ignores a name that it does not know.</param>
    public static byte[] Compose(UpstreamCall call, string maxTokensName)
    {
        var prompt = call.Prompt;
        var body = new ArrayBufferWriter<byte>(Size(prompt, call.Model) + (call.Prefix?.Json.Length ?? 0));
        body.Write("{\"model\":"u8);
        WriteString(body, call.Model);
        body.Write(",\"messages\":["u8);
        for (var i = 0; i < prompt.Messages.Length; i++)
        {
            if (i > 0) body.Write(","u8);
            body.Write(prompt.Messages[i].Json.Span);
        }

        if (call.Prefix is { } prefix)
        {
            body.Write(","u8);
            body.Write(prefix.Json.Span);
        }

        body.Write("]"u8);
        if (prompt.Stream) body.Write(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"u8);
        if ((prompt.MaxTokens ?? call.MaxTokens) is { } most) WriteNumber(body, maxTokensName, most);
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

    private static void WriteNumber(ArrayBufferWriter<byte> body, string name, int number)
    {
        body.Write(","u8);
        WriteString(body, name);
        body.Write(":"u8);
        Utf8Formatter.TryFormat(number, body.GetSpan(MostDigits), out var written);
        body.Advance(written);
    }

    private static void WriteString(ArrayBufferWriter<byte> body, string text)
    {
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStringValue(text);
    }
}

using System.Buffers;

namespace Orchestrator.Upstreams;

/// <summary>Reads a plain body up to a bound, without the blank lines by which a busy provider keeps the connection alive.</summary>
internal static class BoundedBody
{
    private const int FirstBuffer = 8 * 1024;

    private static ReadOnlySpan<byte> White => " \t\r\n"u8;

    /// <summary>The whole body from its first character that is not white space; null when it is larger than allowed.</summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(Stream stream, int most, Deadlines deadlines)
    {
        var body = new ArrayBufferWriter<byte>(FirstBuffer);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(FirstBuffer / 2), deadlines.Token);
            if (read == 0) return body.WrittenMemory.TrimStart(White);
            deadlines.Alive(stream: false, content: true);
            body.Advance(read);
            if (body.WrittenSpan.TrimStart(White).IsEmpty) body.ResetWrittenCount();
            else if (body.WrittenCount > most) return null;
        }
    }
}

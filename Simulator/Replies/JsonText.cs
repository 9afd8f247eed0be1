using System.Buffers;
using System.Text;

namespace Orchestrator.Simulator;

/// <summary>Writes a text as a JSON string in which only what must be escaped is: emoji stay the bytes they are, which the usual encoders do not grant.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    public static void Write(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        for (var next = rest.IndexOfAny(Escaped); next >= 0; next = rest.IndexOfAny(Escaped))
        {
            Encoding.UTF8.GetBytes(rest[..next], output);
            WriteEscape(output, rest[next]);
            rest = rest[(next + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, output);
        output.Write("\""u8);
    }

    private static void WriteEscape(IBufferWriter<byte> output, char letter)
    {
        switch (letter)
        {
            case '"':
                output.Write("\\\""u8);
                break;
            case '\\':
                output.Write("\\\\"u8);
                break;
            case '\n':
                output.Write("\\n"u8);
                break;
            case '\t':
                output.Write("\\t"u8);
                break;
            default:
                Encoding.UTF8.GetBytes($"\\u{(int)letter:x4}", output);
                break;
        }
    }
}

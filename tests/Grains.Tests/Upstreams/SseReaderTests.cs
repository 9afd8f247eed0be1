using System.Text;
using CsCheck;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class SseReaderTests
{
    [Theory]
    [InlineData("data: a\n\n", "a")]
    [InlineData("data:a\r\n\r\n", "a")]
    [InlineData("data: a\r\r", "a")]
    [InlineData(": keep-alive\n\ndata: a\n\n", "a")]
    [InlineData("\n\n\ndata: a\n\n", "a")]
    [InlineData("event: x\nid: 1\ndata: a\nretry: 5\n\n", "a")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data\n\n", "")]
    [InlineData("data:  a\n\n", " a")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("data: a\n\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: cut", "")]
    [InlineData("data: cut\n", "")]
    public void Events_are_read_as_the_standard_says(string stream, string expected)
    {
        var events = Read(Encoding.UTF8.GetBytes(stream), [stream.Length * 4]);

        Assert.Equal(expected, string.Join('|', events));
    }

    [Fact]
    public void However_the_bytes_are_cut_the_events_are_the_same()
    {
        var lines = Gen.OneOf("data: a", "data:é漢😀", "data", ": keep-alive", "event: x", "", "", "data: {\"x\":1}", "datax: no");
        var ends = Gen.OneOf("\n", "\r\n", "\r");
        var streams = Gen.Select(lines, ends).Array[0, 40].Select(parts => string.Concat(parts.Select(part => part.Item1 + part.Item2)));

        Gen.Select(streams, Gen.Int[1, 7].Array[1, 20]).Sample((stream, cuts) =>
        {
            var bytes = Encoding.UTF8.GetBytes(stream);
            Assert.Equal(Model(stream), Read(bytes, cuts));
        });
    }

    [Fact]
    public void Arbitrary_bytes_neither_throw_nor_grow_beyond_the_bound()
    {
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 50].Array[1, 10]).Sample((bytes, cuts) =>
        {
            var reader = new SseReader(maxEventBytes: 100);
            var events = new List<ReadOnlyMemory<byte>>();
            foreach (var piece in Pieces(bytes, cuts))
            {
                if (!reader.Read(piece.Span, events)) break;
            }

            Assert.All(events, data => Assert.InRange(data.Length, 0, 100));
        });
    }

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    [InlineData("data: x\ndata: ")]
    public void An_event_larger_than_allowed_is_refused_before_it_is_whole(string start)
    {
        var reader = new SseReader(maxEventBytes: 1000);
        var events = new List<ReadOnlyMemory<byte>>();

        Assert.True(reader.Read(Encoding.UTF8.GetBytes(start), events));
        Assert.False(reader.Read(new byte[2000], events));
        Assert.Empty(events);
    }

    private static List<string> Read(byte[] bytes, int[] cuts)
    {
        var reader = new SseReader(maxEventBytes: 1 << 20);
        var events = new List<ReadOnlyMemory<byte>>();
        foreach (var piece in Pieces(bytes, cuts)) Assert.True(reader.Read(piece.Span, events));
        return [.. events.Select(data => Encoding.UTF8.GetString(data.Span))];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] bytes, int[] cuts)
    {
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], bytes.Length - at);
            yield return bytes.AsMemory(at, length);
            at += length;
        }
    }

    /// <summary>The standard's rules once more, over a whole string.</summary>
    private static List<string> Model(string stream)
    {
        var events = new List<string>();
        List<string>? data = null;
        var lines = stream.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        foreach (var line in lines[..^1])
        {
            if (line.Length == 0)
            {
                if (data is not null) events.Add(string.Join('\n', data));
                data = null;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            if (field == "data") (data ??= []).Add(value.StartsWith(' ') ? value[1..] : value);
        }

        return events;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

/// <summary>Throws everything at what reads a provider's bytes. FUZZ_RUNS says how often; a failure prints its seed.</summary>
public sealed class ReaderFuzzTests
{
    private const int MostBytes = 4096;

    private static readonly long s_runs = long.Parse(Environment.GetEnvironmentVariable("FUZZ_RUNS") ?? "25000", CultureInfo.InvariantCulture);

    private static readonly string[] s_chunks =
    [
        """{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":""},"finish_reason":null}],"usage":null}""",
        """{"id":"b","created":2,"model":"n","choices":[{"index":0,"delta":{"content":"é漢😀\n\u00e9\ud83d\ude80"},"logprobs":null,"finish_reason":null}]}""",
        """{"id":"c","choices":[{"delta":{"reasoning_content":"thought","content":"word", "role" : "assistant" }}]}""",
        """{"id":"d","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"x\":"}}]}}]}""",
        """{"id":"e","created":3,"model":"m","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}""",
        """{"error":{"message":"busy","type":"service_unavailable_error","param":null,"code":503}}""",
        """{"id":"f","choices":[],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":-1,"total_tokens":1e400}}""",
    ];

    [Fact]
    public void Any_bytes_cut_anywhere_are_read_as_the_standard_reads_them_whole_and_memory_is_bounded()
    {
        var lines = Gen.OneOf(
            Gen.OneOf("data: a", "data:é漢😀", "data", "data:", "data: ", "data :no", "datax: no", ": keep-alive", ":", "event: x", "id: 1\0", "retry: 5", "", "", "", "\uFEFFdata: bom", "data: [DONE]")
                .Select(Encoding.UTF8.GetBytes),
            Gen.Byte.Array[0, 40],
            Gen.OneOf(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 2 * MostBytes]).Select(length => Encoding.ASCII.GetBytes($"data: {new string('x', length)}")));
        var ends = Gen.OneOf("\n", "\r\n", "\r", "\n\n", "\r\r", "\r\n\r\n", "").Select(Encoding.UTF8.GetBytes);
        var streams = Gen.Select(lines, ends).Array[0, 24].Select(parts => parts.SelectMany(part => part.Item1.Concat(part.Item2)).ToArray());

        Gen.Select(streams, Gen.Int[1, 40].Array[1, 12]).Sample((bytes, cuts) =>
        {
            var reader = new SseReader(MostBytes);
            var events = new List<ReadOnlyMemory<byte>>();
            var whole = true;
            for (int at = 0, i = 0; at < bytes.Length && whole; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], bytes.Length - at);
                whole = reader.Read(bytes.AsSpan(at, length), events);
                Assert.InRange(reader.Held, 0, MostBytes + length);
                at += length;
            }

            var expected = ReadWhole(bytes);
            Assert.True(whole || bytes.Length > MostBytes);
            Assert.Equal(whole ? expected : expected.Take(events.Count), events.Select(data => Encoding.Latin1.GetString(data.Span)));
        }, iter: s_runs, threads: s_runs > 100_000 ? -1 : 1);
    }

    [Fact]
    public void Chunks_broken_in_any_way_are_refused_or_read_and_spliced_without_losing_text()
    {
        var splice = new ChunkSplice(Encoding.UTF8.GetBytes(s_chunks[1]));
        var changes = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Int[0, 40], Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'"', (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)':', (byte)'\\', (byte)'0')));
        Gen.Select(Gen.OneOf(s_chunks), changes.Array[0, 4], Gen.Bool).Sample((chunk, mutations, kept) =>
        {
            var bytes = mutations.Aggregate(Encoding.UTF8.GetBytes(chunk), (json, change) => Mutate(json, change));
            var (read, facts, message) = Read(bytes, kept);
            if (!read) return;

            using var document = JsonDocument.Parse(bytes);
            Assert.InRange(facts.ContentBytes, 0, bytes.Length);
            Assert.True(facts.Usage is not { } usage || (usage.Prompt >= 0 && usage.Completion >= 0 && usage.Cached >= 0 && usage.Reasoning >= 0));
            if (facts.Error is not null) return;

            if (splice.Rewrite(bytes, new TokenUsage(7, 5, 3, 1)) is { } spliced)
            {
                var again = Read(spliced.ToArray(), kept);
                Assert.True(again.Read);
                Assert.Equal(message.Mark, again.Message.Mark);
                Assert.Equal(facts.FinishReason, again.Facts.FinishReason);
            }
            else
            {
                Assert.Equal((0L, null), (facts.ContentBytes, facts.FinishReason));
            }
        }, iter: s_runs, threads: s_runs > 100_000 ? -1 : 1);
    }

    private static (bool Read, AnswerFacts Facts, AssistantMessage Message) Read(byte[] bytes, bool kept)
    {
        var facts = new AnswerFacts();
        var message = new AssistantMessage(kept);
        return (AnswerReader.TryRead(bytes, ref facts, message), facts, message);
    }

    private static byte[] Mutate(byte[] json, (int Kind, int Place, int Length, byte Value) change)
    {
        if (json.Length == 0) return [change.Value];
        var at = change.Place % json.Length;
        var end = Math.Min(json.Length, at + change.Length);
        return change.Kind switch
        {
            0 => [.. json[..at], change.Value, .. json[(at + 1)..]],
            1 => [.. json[..at], .. json[end..]],
            2 => [.. json[..end], .. json[at..]],
            _ => [.. json[..at], change.Value, .. json[at..]],
        };
    }

    /// <summary>The standard's rules over the whole input, a letter for each byte.</summary>
    private static List<string> ReadWhole(byte[] bytes)
    {
        var stream = Encoding.Latin1.GetString(bytes);
        if (stream.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal)) stream = stream[3..];
        var lines = stream.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var events = new List<string>();
        var buffer = new StringBuilder();
        foreach (var line in lines[..^1])
        {
            if (line.Length == 0)
            {
                if (buffer.Length > 0) events.Add(buffer.ToString(0, buffer.Length - 1));
                buffer.Clear();
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? "" : line[(colon + 1)..];
            if ((colon < 0 ? line : line[..colon]) == "data") buffer.Append(value.StartsWith(' ') ? value[1..] : value).Append('\n');
        }

        return events;
    }
}

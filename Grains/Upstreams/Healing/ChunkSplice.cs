using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>
/// Rewrites the chunks of a continuation so that they belong to the stream that was begun: its id, its time and its model, no second role, and in the usage
/// what was paid before. All other bytes stay as they are; a chunk that then says nothing is left out.
/// </summary>
internal sealed class ChunkSplice
{
    private readonly byte[]? _id;
    private readonly byte[]? _created;
    private readonly byte[]? _model;

    /// <param name="first">The first chunk of the stream that was begun.</param>
    public ChunkSplice(ReadOnlyMemory<byte> first)
    {
        var reader = new Utf8JsonReader(first.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8)) _id = Value(first.Span, ref reader);
            else if (reader.ValueTextEquals("created"u8)) _created = Value(first.Span, ref reader);
            else if (reader.ValueTextEquals("model"u8)) _model = Value(first.Span, ref reader);
            else reader.Skip();
        }
    }

    /// <param name="chunk">A chunk that AnswerReader has read without complaint.</param>
    /// <param name="paidBefore">What earlier attempts cost.</param>
    /// <returns>The chunk as it goes on; null where nothing of it does.</returns>
    public ReadOnlyMemory<byte>? Rewrite(ReadOnlyMemory<byte> chunk, TokenUsage paidBefore)
    {
        var bytes = chunk.Span;
        var edits = new List<Edit>();
        var says = false;
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8)) Replace(ref reader, _id, edits);
            else if (reader.ValueTextEquals("created"u8)) Replace(ref reader, _created, edits);
            else if (reader.ValueTextEquals("model"u8)) Replace(ref reader, _model, edits);
            else if (reader.ValueTextEquals("choices"u8)) says |= ReadChoices(bytes, ref reader, edits);
            else if (reader.ValueTextEquals("usage"u8)) says |= ReadUsage(ref reader, paidBefore, edits);
            else reader.Skip();
        }

        return says ? Apply(bytes, edits) : default(ReadOnlyMemory<byte>?);
    }

    private static bool ReadChoices(ReadOnlySpan<byte> bytes, ref Utf8JsonReader reader, List<Edit> edits)
    {
        var says = false;
        reader.Read();
        var end = reader.CurrentDepth;
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.CurrentDepth > end)
        {
            // Members of a choice stand two levels below the array, and those of its delta three.
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var start = (int)reader.TokenStartIndex;
            var inChoice = reader.CurrentDepth == end + 2;
            if (inChoice && reader.ValueTextEquals("delta"u8)) continue;
            var isRole = !inChoice && reader.ValueTextEquals("role"u8);
            var isText = !inChoice && (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("refusal"u8));
            var isOther = inChoice ? reader.ValueTextEquals("finish_reason"u8) : reader.ValueTextEquals("tool_calls"u8);
            reader.Read();
            if (isText) says |= reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            if (isOther) says |= reader.TokenType != JsonTokenType.Null;
            reader.Skip();
            if (isRole) Remove(bytes, start, (int)reader.BytesConsumed, edits);
        }

        return says;
    }

    private static bool ReadUsage(ref Utf8JsonReader reader, TokenUsage before, List<Edit> edits)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var end = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > end)
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            long? more = reader switch
            {
                _ when reader.ValueTextEquals("prompt_tokens"u8) => before.Prompt,
                _ when reader.ValueTextEquals("completion_tokens"u8) => before.Completion,
                _ when reader.ValueTextEquals("total_tokens"u8) => before.Total,
                _ when reader.ValueTextEquals("prompt_cache_hit_tokens"u8) || reader.ValueTextEquals("cached_tokens"u8) => before.Cached,
                _ when reader.ValueTextEquals("prompt_cache_miss_tokens"u8) => before.Prompt - before.Cached,
                _ when reader.ValueTextEquals("reasoning_tokens"u8) => before.Reasoning,
                _ => null,
            };
            if (more is null) continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0)
                edits.Add(new Edit((int)reader.TokenStartIndex, (int)reader.BytesConsumed, Encoding.ASCII.GetBytes(PaidUsage.Add(count, more.Value).ToString(CultureInfo.InvariantCulture))));
            else reader.Skip();
        }

        return true;
    }

    private static void Replace(ref Utf8JsonReader reader, byte[]? value, List<Edit> edits)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (value is not null) edits.Add(new Edit(start, (int)reader.BytesConsumed, value));
    }

    /// <summary>Takes a member out with the comma after it, or with the one before where it is the last.</summary>
    private static void Remove(ReadOnlySpan<byte> bytes, int start, int end, List<Edit> edits)
    {
        var after = bytes[end..].TrimStart(" \t\r\n"u8);
        if (after is [(byte)',', ..])
        {
            edits.Add(new Edit(start, bytes.Length - after.Length + 1, []));
            return;
        }

        // The same member twice: the comma before the last went with the one in front of it, so both go as one.
        while (edits is [.., { Bytes.Length: 0 } last] && bytes[last.End..start].Trim(" \t\r\n"u8).IsEmpty)
        {
            start = last.Start;
            edits.RemoveAt(edits.Count - 1);
        }

        var before = bytes[..start].TrimEnd(" \t\r\n"u8);
        edits.Add(new Edit(before is [.., (byte)','] ? before.Length - 1 : start, end, []));
    }

    private static byte[] Value(ReadOnlySpan<byte> bytes, ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return bytes[start..(int)reader.BytesConsumed].ToArray();
    }

    private static ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> bytes, List<Edit> edits)
    {
        var result = new ArrayBufferWriter<byte>(bytes.Length + 64);
        var at = 0;
        foreach (var edit in edits)
        {
            result.Write(bytes[at..edit.Start]);
            result.Write(edit.Bytes);
            at = edit.End;
        }

        result.Write(bytes[at..]);
        return result.WrittenMemory;
    }

    private readonly record struct Edit(int Start, int End, byte[] Bytes);
}

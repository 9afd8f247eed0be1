using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orchestrator.Background;

/// <summary>The chunks of one answer in order: those that are durable, and those that wait for the next write. Batches may come in any order, and twice.</summary>
internal sealed class AnswerLog
{
    private const int LargestSlice = 256 << 10;

    private readonly List<ReadOnlyMemory<byte>> _chunks = [];
    private readonly Dictionary<int, ImmutableArray<ReadOnlyMemory<byte>>> _early = [];

    /// <summary>Chunks that are durable, and so may be shown.</summary>
    public int Written { get; private set; }

    /// <summary>Segments written so far, which is also the number of the next.</summary>
    public int Segments { get; private set; }

    /// <summary>Batches whose chunks are all durable.</summary>
    public int WrittenBatches { get; private set; }

    /// <summary>The number of the batch that is next in order.</summary>
    public int NextBatch { get; private set; }

    /// <summary>Of all chunks, written or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a segment that was found in the store.</summary>
    public void Restore(AnswerSegment segment)
    {
        if (Written != _chunks.Count) throw new InvalidOperationException("A segment can be restored only before anything is added.");
        foreach (var chunk in segment.Chunks) Add(chunk);
        Written = _chunks.Count;
        WrittenBatches = NextBatch = segment.NextBatch;
        Segments++;
    }

    public void Add(ChunkBatch batch)
    {
        if (batch.Number < NextBatch) return;
        _early[batch.Number] = batch.Chunks;
        while (_early.Remove(NextBatch, out var next))
        {
            foreach (var chunk in next) Add(chunk);
            NextBatch++;
        }
    }

    /// <summary>All that waits to be written.</summary>
    public AnswerSegment Unwritten() => new([.. CollectionsMarshal.AsSpan(_chunks)[Written..]], NextBatch);

    /// <summary>The segment is durable.</summary>
    public void MarkWritten(AnswerSegment segment)
    {
        Written += segment.Chunks.Length;
        WrittenBatches = segment.NextBatch;
        Segments++;
    }

    /// <summary>Durable chunks from there on: at least one where there is any, and no more than fit a message.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Slice(int from)
    {
        var (end, size) = (from, 0);
        while (end < Written && (end == from || size + _chunks[end].Length <= LargestSlice)) size += _chunks[end++].Length;
        return end <= from ? [] : [.. CollectionsMarshal.AsSpan(_chunks)[from..end]];
    }

    /// <summary>All chunks that are durable.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Kept => _chunks.Take(Written);

    /// <summary>A chunk beyond those that were sent, to be written next. What was sent and not written is lost.</summary>
    public void Complete(ReadOnlyMemory<byte> chunk)
    {
        _chunks.RemoveRange(Written, _chunks.Count - Written);
        Add(chunk);
    }

    private void Add(ReadOnlyMemory<byte> chunk)
    {
        _chunks.Add(chunk);
        Bytes += chunk.Length;
    }
}

/// <summary>A piece of an answer as it is stored, written once: its chunks, and the number of the batch that comes after them.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.background.segment")]
internal sealed record AnswerSegment([property: Id(0)] ImmutableArray<ReadOnlyMemory<byte>> Chunks, [property: Id(1)] int NextBatch);

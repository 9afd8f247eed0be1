using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Xunit;

namespace Orchestrator.Background;

public sealed class AnswerLogTests
{
    private static readonly Gen<ImmutableArray<string>[]> s_batches = Gen.String[Gen.Char['a', 'z'], 1, 4].Array[0, 5].Select(texts => texts.ToImmutableArray()).Array[1, 12];

    [Fact]
    public void Batches_in_any_order_and_twice_make_the_same_answer_however_it_is_cut_into_writes()
    {
        var worlds = from batches in s_batches
                     from order in Gen.Shuffle(Enumerable.Range(0, batches.Length).Concat(Enumerable.Range(0, batches.Length)).ToArray())
                     from writes in Gen.Bool.Array[order.Length]
                     select (batches, order, writes);
        worlds.Sample(world =>
        {
            var (log, segments) = (new AnswerLog(), new List<AnswerSegment>());
            for (var i = 0; i < world.order.Length; i++)
            {
                log.Add(new ChunkBatch(world.order[i], [.. world.batches[world.order[i]].Select(Bytes)]));
                if (world.writes[i]) Write(log, segments);
            }

            Write(log, segments);
            var restored = new AnswerLog();
            foreach (var segment in segments) restored.Restore(segment);

            var expected = world.batches.SelectMany(batch => batch).ToList();
            foreach (var whole in new[] { log, restored })
            {
                Assert.Equal(expected, Read(whole));
                Assert.Equal(world.batches.Length, whole.WrittenBatches);
                Assert.Equal(segments.Count, whole.Segments);
                Assert.Equal(expected.Sum(text => (long)text.Length), whole.Bytes);
            }
        });
    }

    [Fact]
    public void What_is_not_written_is_not_shown()
    {
        var log = new AnswerLog();
        log.Add(new ChunkBatch(0, [Bytes("one")]));
        log.MarkWritten(log.Unwritten());
        log.Add(new ChunkBatch(1, [Bytes("two")]));
        log.Add(new ChunkBatch(3, [Bytes("four")]));

        Assert.Equal(["one"], Read(log));
        log.MarkWritten(log.Unwritten());
        Assert.Equal(["one", "two"], Read(log));
        Assert.Equal(2, log.WrittenBatches);
    }

    [Fact]
    public void A_slice_is_never_empty_while_there_is_more_and_never_much_larger_than_a_message()
    {
        var log = new AnswerLog();
        log.Add(new ChunkBatch(0, [new byte[300 << 10], new byte[100 << 10], new byte[200 << 10], new byte[10]]));
        log.MarkWritten(log.Unwritten());

        Assert.Equal([300 << 10], log.Slice(0).Select(chunk => chunk.Length));
        Assert.Equal([100 << 10], log.Slice(1).Select(chunk => chunk.Length));
        Assert.Equal([200 << 10, 10], log.Slice(2).Select(chunk => chunk.Length));
        Assert.Empty(log.Slice(4));
        Assert.Empty(log.Slice(int.MaxValue));
    }

    private static void Write(AnswerLog log, List<AnswerSegment> segments)
    {
        segments.Add(log.Unwritten());
        log.MarkWritten(segments[^1]);
    }

    /// <summary>As a reader does: slice after slice.</summary>
    private static List<string> Read(AnswerLog log)
    {
        var read = new List<string>();
        while (log.Slice(read.Count) is { IsEmpty: false } slice) read.AddRange(slice.Select(chunk => Encoding.ASCII.GetString(chunk.Span)));
        return read;
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.ASCII.GetBytes(text);
}

using CsCheck;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Streaming;

public sealed class ChunkReaderTests
{
    private const int Window = 64;

    [Fact]
    public async Task Any_interleaving_is_delivered_in_order_once_and_every_push_is_answered() =>
        await Gen.Select(Gen.Shuffle(Enumerable.Range(0, Window).ToArray()), Gen.Int[0, Window], Gen.Int[0, Window]).SampleAsync(async (order, count, endAt) =>
        {
            var numbers = order.Where(number => number < count).ToArray();
            var reader = new ChunkReader(Window);
            var pushes = new List<Task<bool>>();
            for (var step = 0; step <= numbers.Length; step++)
            {
                if (step == Math.Min(endAt, numbers.Length)) reader.End(count);
                if (step < numbers.Length) pushes.Add(reader.Push(Answers.Batch(numbers[step], $"{numbers[step]}")));
            }

            var seen = new List<string>();
            while (await reader.Next() is Arrival.Batch batch)
            {
                seen.Add(System.Text.Encoding.UTF8.GetString(batch.Chunks[0].Span));
                reader.Take(batch);
            }

            return reader.Whole && seen.SequenceEqual(Enumerable.Range(0, count).Select(number => $"{number}")) && (await Task.WhenAll(pushes)).All(taken => taken);
        });

    [Fact]
    public async Task A_push_is_answered_when_its_batch_was_taken_and_not_before()
    {
        var reader = new ChunkReader(Window);
        var second = reader.Push(Answers.Batch(1, "b"));
        var first = reader.Push(Answers.Batch(0, "a"));
        var batch = (Arrival.Batch)(await reader.Next())!;
        Assert.False(first.IsCompleted);

        reader.Take(batch);

        Assert.True(await first);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task A_batch_too_far_ahead_is_refused()
    {
        var reader = new ChunkReader(4);
        _ = reader.Push(Answers.Batch(3, "d"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.Push(Answers.Batch(4, "e")));
    }

    [Fact]
    public async Task A_batch_pushed_twice_is_delivered_once()
    {
        var reader = new ChunkReader(Window);
        var first = reader.Push(Answers.Batch(0, "a"));
        var again = reader.Push(Answers.Batch(0, "a"));
        reader.Take((Arrival.Batch)(await reader.Next())!);
        reader.End(1);

        Assert.Null(await reader.Next());
        Assert.True(await first);
        Assert.True(await again);
        Assert.True(await reader.Push(Answers.Batch(0, "a")));
    }

    [Fact]
    public async Task Who_sends_to_a_reader_that_left_is_told_so()
    {
        var reader = new ChunkReader(Window);
        var early = reader.Push(Answers.Batch(1, "b"));
        var ready = reader.Push(Answers.Batch(0, "a"));

        reader.Leave();

        Assert.False(await early);
        Assert.False(await ready);
        Assert.False(await reader.Push(Answers.Batch(2, "c")));
        Assert.Null(await reader.Next());
    }

    [Fact]
    public async Task Silence_is_told_only_when_nothing_came_between_two_ticks()
    {
        var reader = new ChunkReader(Window);
        reader.Tick();
        var push = reader.Push(Answers.Batch(0, "a"));
        reader.Tick();
        reader.Tick();

        reader.Take(Assert.IsType<Arrival.Batch>(await reader.Next()));
        Assert.True(await push);
        Assert.IsType<Arrival.Silence>(await reader.Next());
    }
}

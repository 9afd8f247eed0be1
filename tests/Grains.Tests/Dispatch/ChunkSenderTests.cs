using System.Collections.Immutable;
using CsCheck;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Dispatch;

public sealed class ChunkSenderTests
{
    private readonly SlowReader _reader = new();
    private readonly ChunkSender _sender;

    public ChunkSenderTests() => _sender = new ChunkSender(_reader);

    [Fact]
    public void Whatever_the_order_of_the_answers_at_most_a_window_is_unanswered_and_batches_are_numbered_without_gaps() =>
        Gen.Select(Gen.Bool.Array[0, 200], Gen.Int[0, ChunkSender.Window - 1].Array[1, 50]).Sample((sends, choices) =>
        {
            var reader = new SlowReader();
            var sender = new ChunkSender(reader);
            var sending = Task.FromResult(true);
            var begun = 0;
            for (var step = 0; step < sends.Length; step++)
            {
                if (sends[step] && sending.IsCompleted)
                {
                    sending = Send(sender);
                    begun++;
                }
                else
                {
                    reader.AnswerAny(choices[step % choices.Length]);
                }

                Assert.InRange(reader.Unanswered, 0, ChunkSender.Window);
                Assert.Equal(reader.Numbers.Count, sender.Batches);
            }

            while (reader.Unanswered > 0) reader.AnswerAny(0);
            Assert.True(sending.IsCompletedSuccessfully && sending.Result);
            Assert.Equal(Enumerable.Range(0, begun), reader.Numbers);
        });

    [Fact]
    public async Task A_slow_reader_holds_the_sender_until_it_takes_a_batch()
    {
        await FillWindow();
        var next = Send(_sender);
        Assert.False(next.IsCompleted);
        Assert.Equal(ChunkSender.Window, _reader.Numbers.Count);

        _reader.Answer(0, true);

        Assert.True(await next);
        Assert.Equal(ChunkSender.Window, _reader.Numbers[^1]);
    }

    [Fact]
    public async Task A_reader_that_keeps_up_never_holds_the_sender()
    {
        for (var batch = 0; batch < 10 * ChunkSender.Window; batch++)
        {
            var sending = Send(_sender);

            Assert.True(sending.IsCompleted && await sending);
            _reader.Answer(batch, true);
        }
    }

    [Fact]
    public async Task A_reader_that_takes_no_more_ends_it_with_the_next_batch()
    {
        await Send(_sender);

        _reader.Answer(0, false);

        Assert.False(await Send(_sender));
        Assert.Equal(1, _sender.Batches);
    }

    [Fact]
    public async Task A_reader_that_takes_no_more_ends_a_send_that_waits()
    {
        await FillWindow();
        var next = Send(_sender);

        _reader.Answer(0, false);

        Assert.False(await next);
        Assert.Equal(ChunkSender.Window, _sender.Batches);
    }

    public static TheoryData<Exception> Departures => new() { new OrleansException("gone"), new SiloUnavailableException(), new TimeoutException(), new ObjectDisposedException("client") };

    [Theory, MemberData(nameof(Departures), DisableDiscoveryEnumeration = true)]
    public async Task A_reader_whose_process_is_gone_ends_it(Exception departure)
    {
        await FillWindow();
        var next = Send(_sender);

        _reader.Fail(0, departure);

        Assert.False(await next);
    }

    [Fact]
    public async Task A_reader_that_is_broken_is_not_taken_for_one_that_left()
    {
        await Send(_sender);

        _reader.Fail(0, new InvalidOperationException("A bug."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Send(_sender));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using var client = new CancellationTokenSource();
        await FillWindow();
        var next = Send(_sender, client.Token);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(ChunkSender.Window, _sender.Batches);
    }

    [Fact]
    public async Task Leaving_waits_for_nobody_and_forgets_what_was_pushed()
    {
        await FillWindow();

        _sender.Leave();

        Assert.True(await Send(_sender));
        Assert.Equal(ChunkSender.Window + 1, _sender.Batches);
    }

    private async Task FillWindow()
    {
        for (var batch = 0; batch < ChunkSender.Window; batch++) Assert.True(await Send(_sender));
    }

    private static Task<bool> Send(ChunkSender sender, CancellationToken cancellation = default) => sender.Send(["{}"u8.ToArray()], cancellation).AsTask();

    /// <summary>Answers a push when the test says so, and at once: whoever waits for it goes on before the answer returns.</summary>
    private sealed class SlowReader : IChunkReader
    {
        private readonly List<(int Number, TaskCompletionSource<bool> Answer)> _unanswered = [];

        public List<int> Numbers { get; } = [];

        public int Unanswered => _unanswered.Count;

        public Task Opened(ResponseId? response, ImmutableArray<QuotaLevel> levels) => throw new NotSupportedException();

        public Task<bool> Push(ChunkBatch batch)
        {
            Numbers.Add(batch.Number);
            var answer = new TaskCompletionSource<bool>();
            _unanswered.Add((batch.Number, answer));
            return answer.Task;
        }

        public void Answer(int number, bool taken) => Take(number).SetResult(taken);

        public void Fail(int number, Exception exception) => Take(number).SetException(exception);

        public void AnswerAny(int choice)
        {
            if (_unanswered.Count > 0) Answer(_unanswered[choice % _unanswered.Count].Number, true);
        }

        private TaskCompletionSource<bool> Take(int number)
        {
            var index = _unanswered.FindIndex(push => push.Number == number);
            var answer = _unanswered[index].Answer;
            _unanswered.RemoveAt(index);
            return answer;
        }
    }
}

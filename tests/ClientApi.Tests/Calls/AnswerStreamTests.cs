using Microsoft.Extensions.Time.Testing;
using Orchestrator.Hosting;
using Orchestrator.Requests;
using Orchestrator.Streaming;
using Xunit;

namespace Orchestrator.Calls;

public sealed class AnswerStreamTests
{
    private static readonly StreamingOptions s_options = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly IGrainFactory _factory;
    private readonly FakeGrains _grains;

    public AnswerStreamTests() => (_factory, _grains) = FakeGrains.Create();

    [Fact]
    public async Task What_arrived_is_read_and_the_reader_is_given_back_at_the_end()
    {
        var call = new Call();
        var stream = Start(call);
        await Take(stream, call, 0);
        call.Outcome.SetResult(Answers.Streamed(1));
        Assert.Null(await stream.Next());

        await stream.DisposeAsync();

        Assert.Null((await stream.End()).Error);
        Assert.Equal(0, _grains.OpenReaders);
    }

    [Fact]
    public async Task A_batch_that_is_late_is_waited_for()
    {
        var call = new Call();
        await using var stream = Start(call);
        call.Outcome.SetResult(Answers.Streamed(1));
        var next = stream.Next();
        Assert.False(next.IsCompleted);

        _ = call.Reader.Push(Answers.Batch(0, "{}"));

        stream.Take(Assert.IsType<Arrival.Batch>(await next));
        Assert.Null(await stream.Next());
        Assert.Null((await stream.End()).Error);
    }

    [Fact]
    public async Task An_answer_that_lost_a_batch_on_its_way_never_looks_whole()
    {
        var call = new Call();
        await using var stream = Start(call);
        await Take(stream, call, 0);
        call.Outcome.SetResult(Answers.Streamed(2));

        Pause(2 * s_options.KeepAliveEvery);

        Assert.Null(await stream.Next());
        Assert.Equal("stream_incomplete", (await stream.End()).Error!.Code);
    }

    [Fact]
    public async Task A_silence_that_was_not_read_before_the_end_does_not_tear_the_answer()
    {
        var call = new Call();
        await using var stream = Start(call);
        Pause(2 * s_options.KeepAliveEvery);
        call.Outcome.SetResult(Answers.Streamed(1));
        _ = call.Reader.Push(Answers.Batch(0, "{}"));

        var arrivals = new List<Arrival>();
        while (await stream.Next() is { } arrival) arrivals.Add(arrival);

        Assert.IsType<Arrival.Batch>(arrivals[^1]);
        Assert.Null((await stream.End()).Error);
    }

    [Fact]
    public async Task A_silence_that_was_not_read_before_the_end_is_not_taken_for_the_loss_of_a_batch_still_on_its_way()
    {
        var call = new Call();
        await using var stream = Start(call);
        Pause(s_options.KeepAliveEvery);
        call.Outcome.SetResult(Answers.Streamed(1));
        Assert.IsType<Arrival.Silence>(await stream.Next());

        await Take(stream, call, 0);

        Assert.Null(await stream.Next());
        Assert.Null((await stream.End()).Error);
    }

    [Fact]
    public async Task A_stream_whose_silo_died_ends_with_an_error_and_its_reader_stays_for_a_farewell()
    {
        using var door = new Door(_factory, _clock);
        var call = new Call();
        var stream = AnswerStream.Start(
            _factory, reader => door.Attend(NewRequest(), (_, cancellation) => call.Make(reader).WaitAsync(cancellation), CancellationToken.None), s_options, _clock, CancellationToken.None);
        await Take(stream, call, 0);
        var open = _grains.OpenReaders;

        Pause(IDoor.Patience + IDoor.BeatEvery);

        Assert.Equal("service_unavailable", (await stream.End()).Error!.Code);
        await stream.DisposeAsync();
        Assert.Equal(open, _grains.OpenReaders);
        Assert.False(await call.Reader.Push(Answers.Batch(1, "{}")));
        _clock.Advance(s_options.Farewell);
        await _grains.ReaderReturned.Task;
    }

    [Fact]
    public async Task A_client_that_leaves_reads_no_more_and_its_sender_is_told_so()
    {
        using var client = new CancellationTokenSource();
        var call = new Call();
        await using var stream = AnswerStream.Start(_factory, call.Make, s_options, _clock, client.Token);
        var waiting = call.Reader.Push(Answers.Batch(0, "{}"));

        await client.CancelAsync();

        Assert.False(await waiting);
        Assert.Null(await stream.Next());
        call.Outcome.SetResult(new ChatOutcome.ClientGone());
    }

    private AnswerStream Start(Call call) => AnswerStream.Start(_factory, call.Make, s_options, _clock, CancellationToken.None);

    private static async Task Take(AnswerStream stream, Call call, int number)
    {
        _ = call.Reader.Push(Answers.Batch(number, "{}"));
        stream.Take(Assert.IsType<Arrival.Batch>(await stream.Next()));
    }

    /// <summary>Lets time pass second by second, as timers see it.</summary>
    private void Pause(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += IDoor.BeatEvery) _clock.Advance(IDoor.BeatEvery);
    }

    private static ChatRequest NewRequest() => new()
    {
        Id = RequestId.Create(),
        Tenant = new TenantId("acme"),
        Prompt = new Prompt { Model = new ModelName("small"), Messages = [], Stream = true },
    };

    /// <summary>A call that ends when the test says so.</summary>
    private sealed class Call
    {
        public TaskCompletionSource<ChatOutcome> Outcome { get; } = new();

        public IChunkReader Reader { get; private set; } = null!;

        public Task<ChatOutcome> Make(IChunkReader reader)
        {
            Reader = reader;
            return Outcome.Task;
        }
    }
}

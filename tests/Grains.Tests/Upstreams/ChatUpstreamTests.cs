using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Simulator;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class ChatUpstreamTests : IAsyncLifetime
{
    private readonly SimulatorApplication _simulator = SimulatorApplication.Create(new SimulatorOptions());

    public async ValueTask InitializeAsync() => await _simulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("status=400", UpstreamFailureKind.Rejected, 1)]
    [InlineData("status=401", UpstreamFailureKind.Account, 1)]
    [InlineData("status=402", UpstreamFailureKind.Account, 1)]
    [InlineData("status=422", UpstreamFailureKind.Rejected, 1)]
    [InlineData("status=429", UpstreamFailureKind.Limited, 4)]
    [InlineData("status=429; retry-after=60", UpstreamFailureKind.Limited, 1)]
    [InlineData("concurrency=25", UpstreamFailureKind.Limited, 4)]
    [InlineData("status=500", UpstreamFailureKind.Broken, 4)]
    [InlineData("status=502", UpstreamFailureKind.Broken, 4)]
    [InlineData("status=503", UpstreamFailureKind.Broken, 4)]
    [InlineData("cut-before-headers", UpstreamFailureKind.Unreachable, 1)]
    [InlineData("cut-after=3", UpstreamFailureKind.Unreachable, 1)]
    [InlineData("cut-inside=3", UpstreamFailureKind.Unreachable, 1)]
    [InlineData("stall-after=3", UpstreamFailureKind.TooSlow, 1)]
    [InlineData("latency=10000", UpstreamFailureKind.TooSlow, 1)]
    [InlineData("no-finish", UpstreamFailureKind.Malformed, 1)]
    public async Task Every_failure_has_its_name_and_only_safe_ones_are_tried_again(string behaviour, UpstreamFailureKind kind, int calls)
    {
        foreach (var stream in new[] { false, true })
        {
            if (!stream && behaviour.StartsWith("cut-inside", StringComparison.Ordinal)) continue;
            _simulator.Behaviours.Put(behaviour);
            var before = _simulator.Journal.Read(0, 10_000, null).Count;
            var sink = new ListSink();

            var outcome = await Complete(Prompt(stream), stream ? sink : null);

            var failed = Assert.IsType<UpstreamOutcome.Failed>(outcome);
            Assert.Equal((stream, kind), (stream, failed.Failure.Kind));
            Assert.Equal(calls, _simulator.Journal.Read(0, 10_000, null).Count - before);
            _simulator.Behaviours.Clear();
        }
    }

    [Theory]
    [InlineData("finish=insufficient_system_resource", false, UpstreamFailureKind.Broken, 1)]
    [InlineData("finish=insufficient_system_resource", true, UpstreamFailureKind.Broken, 1)]
    [InlineData("finish=aborted", false, UpstreamFailureKind.Broken, 1)]
    [InlineData("error-after=0", false, UpstreamFailureKind.Broken, 4)]
    [InlineData("error-after=0", true, UpstreamFailureKind.Broken, 4)]
    [InlineData("garbage-after=0", false, UpstreamFailureKind.Malformed, 1)]
    [InlineData("garbage-after=0", true, UpstreamFailureKind.Malformed, 1)]
    [InlineData("cut-after=0", false, UpstreamFailureKind.Unreachable, 1)]
    [InlineData("cut-after=0", true, UpstreamFailureKind.Unreachable, 4)]
    public async Task Inside_a_200_only_what_says_that_nothing_was_made_is_tried_again(string behaviour, bool stream, UpstreamFailureKind kind, int calls)
    {
        _simulator.Behaviours.Put(behaviour);

        var failed = Assert.IsType<UpstreamOutcome.Failed>(await Complete(Prompt(stream), stream ? new ListSink() : null));

        Assert.Equal((kind, calls), (failed.Failure.Kind, _simulator.Journal.Read(0, 100, null).Count));
        Assert.Equal(calls, failed.Story!.Attempts.Length);
    }

    [Fact]
    public async Task A_stream_without_done_is_not_whole()
    {
        _simulator.Behaviours.Put("no-done");

        var failed = Assert.IsType<UpstreamOutcome.Failed>(await Complete(Prompt(stream: true), new ListSink()));

        Assert.Equal(UpstreamFailureKind.Malformed, failed.Failure.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_that_passes_is_not_seen(bool stream)
    {
        _simulator.Behaviours.Put("status=503; times=2");

        Assert.IsType<UpstreamOutcome.Completed>(await Complete(Prompt(stream), stream ? new ListSink() : null));
    }

    [Fact]
    public async Task A_streamed_answer_is_the_plain_one_and_its_message_can_be_sent_back()
    {
        var plain = Assert.IsType<UpstreamOutcome.Completed>(await Complete(Prompt(stream: false), null)).Completion;
        var sink = new ListSink();
        var streamed = Assert.IsType<UpstreamOutcome.Completed>(await Complete(Prompt(stream: true), sink)).Completion;

        using var message = JsonDocument.Parse(plain.Message!.Json);
        using var message2 = JsonDocument.Parse(streamed.Message!.Json);
        Assert.Equal(message.RootElement.GetProperty("content").GetString(), message2.RootElement.GetProperty("content").GetString());
        Assert.Equal(message.RootElement.GetProperty("reasoning_content").GetString(), message2.RootElement.GetProperty("reasoning_content").GetString());
        Assert.Equal(plain.Usage!.Value.Total, streamed.Usage!.Value.Total);
        Assert.Equal("stop", streamed.FinishReason);
        Assert.All(sink.Chunks, chunk => JsonDocument.Parse(chunk).Dispose());
    }

    [Fact]
    public async Task Keep_alives_and_blank_lines_are_not_part_of_the_answer()
    {
        _simulator.Behaviours.Put("ttft=120; keep-alive=20");

        Assert.IsType<UpstreamOutcome.Completed>(await Complete(Prompt(stream: true), new ListSink()));
        var plain = Assert.IsType<UpstreamOutcome.Completed>(await Complete(Prompt(stream: false), null));
        Assert.Equal((byte)'{', plain.Completion.Body.Span[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_aborts_the_call(bool stream)
    {
        _simulator.Behaviours.Put("ttft=20000");
        using var client = new CancellationTokenSource();
        var call = Complete(Prompt(stream), stream ? new ListSink() : null, client.Token);
        await _simulator.Journal.Arrival(1, TestContext.Current.CancellationToken);

        await client.CancelAsync();

        Assert.IsType<UpstreamOutcome.ClientGone>(await call);
        await _simulator.Journal.End(1, TestContext.Current.CancellationToken);
        Assert.Equal(JournalState.Aborted, _simulator.Journal.Find(1)!.State);
    }

    [Fact]
    public async Task A_reader_that_is_gone_aborts_the_stream()
    {
        _simulator.Behaviours.Put("tokens=2000; tps=100");

        Assert.IsType<UpstreamOutcome.ClientGone>(await Complete(Prompt(stream: true), new ListSink { Reads = 1 }));

        await _simulator.Journal.End(1, TestContext.Current.CancellationToken);
        Assert.Equal(JournalState.Aborted, _simulator.Journal.Find(1)!.State);
    }

    [Fact]
    public async Task The_breaker_stops_calls_to_an_upstream_that_fails()
    {
        _simulator.Behaviours.Put("status=500");
        using var upstream = Upstream(retries: 0);
        for (var i = 0; i < 5; i++) await upstream.Complete(Prompt(false), null);

        var failed = Assert.IsType<UpstreamOutcome.Failed>(await upstream.Complete(Prompt(false), null));

        Assert.Equal(UpstreamFailureKind.BreakerOpen, failed.Failure.Kind);
        Assert.NotNull(failed.Failure.RetryAfter);
        Assert.Null(failed.ObservedTokens);
        Assert.Equal(5, _simulator.Journal.Read(0, 100, null).Count);
    }

    [Fact]
    public async Task A_clients_own_mistakes_never_open_the_breaker()
    {
        _simulator.Behaviours.Put("status=422");
        using var upstream = Upstream(retries: 0);

        for (var i = 0; i < 50; i++)
        {
            var failed = Assert.IsType<UpstreamOutcome.Failed>(await upstream.Complete(Prompt(false), null));
            Assert.Equal(UpstreamFailureKind.Rejected, failed.Failure.Kind);
        }
    }

    private async Task<UpstreamOutcome> Complete(Prompt prompt, IChunkSink? sink, CancellationToken client = default)
    {
        using var upstream = Upstream();
        return await upstream.Complete(prompt, sink, client: client);
    }

    private TestCalls Upstream(int retries = 3) => new(new UpstreamsOptions
    {
        Upstreams = { ["test"] = TestCalls.Options(_simulator.Address, retries, breaks: retries == 0) },
        Models = { ["deepseek-flash"] = new ModelOptions { Upstream = "test" } },
    });

    private static Prompt Prompt(bool stream) => new()
    {
        Model = new ModelName("deepseek-flash"),
        Messages = [new Message("user", Encoding.UTF8.GetBytes("""{"role":"user","content":"Say something long enough"}"""))],
        Stream = stream,
    };

    private sealed class ListSink : IChunkSink
    {
        public List<ReadOnlyMemory<byte>> Chunks { get; } = [];

        public int Reads { get; init; } = int.MaxValue;

        public ValueTask<bool> Send(ImmutableArray<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
        {
            Chunks.AddRange(chunks);
            return ValueTask.FromResult(Chunks.Count < Reads);
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using Orchestrator.Simulator;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

/// <summary>Streams that are slow to begin, of a model that may be asked twice.</summary>
public sealed class HedgeTests : IAsyncLifetime
{
    private static readonly TimeSpan s_after = TimeSpan.FromMilliseconds(100);

    private readonly SimulatorApplication _first = SimulatorApplication.Create(new SimulatorOptions());
    private readonly SimulatorApplication _second = SimulatorApplication.Create(new SimulatorOptions());

    public async ValueTask InitializeAsync()
    {
        await _first.StartAsync();
        await _second.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task A_slow_stream_is_made_good_elsewhere_the_slow_call_is_aborted_and_both_are_counted()
    {
        _first.Behaviours.Put("ttft=60000");
        // So that the slow call has reached its target before it is given up.
        _second.Behaviours.Put("ttft=1000");
        using var calls = Calls();
        var sink = new Sink();

        var completed = Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(), sink));

        var aborted = await _first.Journal.End(1, TestContext.Current.CancellationToken);
        var read = await _second.Journal.End(1, TestContext.Current.CancellationToken);
        Assert.Equal((JournalState.Aborted, JournalState.Completed), (aborted!.State, read!.State));
        Assert.Equal((2L * read.Usage!.PromptTokens, (long)read.Usage.CompletionTokens), (completed.Completion.Usage!.Value.Prompt, completed.Completion.Usage.Value.Completion));
        Assert.Equal("second/deepseek-flash", completed.Story!.Answered);
        Assert.Equal(["first/deepseek-flash", "second/deepseek-flash"], completed.Story.Attempts.Select(attempt => attempt.Target));
        Assert.Equal([false, true], completed.Story.Attempts.Select(attempt => attempt.IsHedge));
        Assert.True(completed.Story.Attempts[0].StartedAfter < completed.Story.Attempts[1].StartedAfter, "Both are told by the same beginning.");
        Assert.True(sink.Chunks > 1);
    }

    [Fact]
    public async Task A_stream_that_begins_in_time_is_asked_for_once()
    {
        using var calls = Calls(TimeSpan.FromSeconds(30));

        for (var call = 0; call < 5; call++) Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(), new Sink()));

        Assert.Equal((5, 0), (Count(_first), Count(_second)));
    }

    [Fact]
    public async Task Where_the_second_call_fails_the_slow_one_is_waited_for()
    {
        _first.Behaviours.Put("ttft=600");
        _second.Behaviours.Put("status=400");
        using var calls = Calls();

        var completed = Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(), new Sink()));

        Assert.Equal("first/deepseek-flash", completed.Story!.Answered);
        var read = await _first.Journal.End(1, TestContext.Current.CancellationToken);
        Assert.Equal(read!.Usage!.PromptTokens, completed.Completion.Usage!.Value.Prompt);
        Assert.Equal((1, 1), (Count(_first), Count(_second)));
    }

    [Fact]
    public async Task Second_calls_are_made_only_within_the_budget_of_repetitions()
    {
        _first.Behaviours.Put("ttft=300");
        using var calls = Calls(budget: new RetryBudgetOptions { Ratio = 0, Floor = 0, Most = 2 });

        for (var call = 0; call < 5; call++) Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(), new Sink()));

        Assert.Equal((5, 2), (Count(_first), Count(_second)));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_both()
    {
        _first.Behaviours.Put("ttft=60000");
        _second.Behaviours.Put("ttft=60000");
        using var calls = Calls();
        using var client = new CancellationTokenSource();
        var call = calls.Complete(Prompt(), new Sink(), client: client.Token);
        await _first.Journal.Arrival(1, TestContext.Current.CancellationToken);
        await _second.Journal.Arrival(1, TestContext.Current.CancellationToken);

        await client.CancelAsync();

        Assert.IsType<UpstreamOutcome.ClientGone>(await call);
        Assert.Equal(JournalState.Aborted, (await _first.Journal.End(1, TestContext.Current.CancellationToken))!.State);
        Assert.Equal(JournalState.Aborted, (await _second.Journal.End(1, TestContext.Current.CancellationToken))!.State);
    }

    [Fact]
    public async Task A_plain_call_is_never_made_twice()
    {
        _first.Behaviours.Put("latency=300");
        using var calls = Calls();

        Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt() with { Stream = false }));

        Assert.Equal((1, 0), (Count(_first), Count(_second)));
    }

    private TestCalls Calls(TimeSpan? after = null, RetryBudgetOptions? budget = null) => new(new UpstreamsOptions
    {
        Upstreams = { ["first"] = Options(_first, budget), ["second"] = Options(_second, budget) },
        Models =
        {
            ["deepseek-flash"] = new ModelOptions
            {
                Targets = [new TargetOptions { Upstream = "first" }], Fallbacks = [new TargetOptions { Upstream = "second" }], Hedge = new HedgeOptions { After = after ?? s_after },
            },
        },
    });

    private static UpstreamOptions Options(SimulatorApplication simulator, RetryBudgetOptions? budget) => new()
    {
        BaseUrl = simulator.Address,
        ApiKey = "key",
        Retry = new RetryOptions { Most = 0, Budget = budget ?? new RetryBudgetOptions() },
    };

    private static int Count(SimulatorApplication simulator) => simulator.Journal.Read(0, 10_000, null).Count;

    private static Prompt Prompt() => new()
    {
        Model = new ModelName("deepseek-flash"),
        Messages = [new Message("user", Encoding.UTF8.GetBytes("""{"role":"user","content":"Say something"}"""))],
        Stream = true,
    };

    private sealed class Sink : IChunkSink
    {
        public int Chunks { get; private set; }

        public ValueTask<bool> Send(ImmutableArray<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
        {
            Chunks += chunks.Length;
            return ValueTask.FromResult(true);
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using Orchestrator.Simulator;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class TargetsTests : IAsyncLifetime
{
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

    [Theory]
    [InlineData("status=503", false)]
    [InlineData("status=429; retry-after=60", false)]
    [InlineData("status=402", false)]
    [InlineData("cut-after=0", true)]
    [InlineData("error-after=0", true)]
    public async Task A_failure_with_nothing_sent_is_made_good_at_the_fallback_unseen(string behaviour, bool stream)
    {
        _first.Behaviours.Put(behaviour);
        using var calls = Calls(WithFallback());

        var completed = Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(stream), stream ? new Sink() : null));

        Assert.Equal(["first/deepseek-flash", "second/deepseek-v4-pro"], completed.Story!.Attempts.Select(attempt => attempt.Target));
        Assert.Equal("second/deepseek-v4-pro", completed.Story.Answered);
        Assert.Equal((1, 1), (Count(_first), Count(_second)));
    }

    [Theory]
    [InlineData("status=400")]
    [InlineData("cut-before-headers")]
    public async Task What_may_not_be_repeated_is_not_made_elsewhere_either(string behaviour)
    {
        _first.Behaviours.Put(behaviour);
        using var calls = Calls(WithFallback());

        Assert.IsType<UpstreamOutcome.Failed>(await calls.Complete(Prompt(false)));

        Assert.Equal((1, 0), (Count(_first), Count(_second)));
    }

    [Fact]
    public async Task A_drained_target_takes_no_new_calls_until_the_order_is_taken_back()
    {
        using var calls = Calls(WithFallback());
        calls.Board.Hear("first", [], [new TargetOrders("first/deepseek-flash", Drained: true, null)]);

        Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(false)));
        Assert.Equal((0, 1), (Count(_first), Count(_second)));

        calls.Board.Hear("first", [], []);
        Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(false)));
        Assert.Equal((1, 1), (Count(_first), Count(_second)));
    }

    [Fact]
    public async Task A_canary_of_five_percent_gets_five_percent_of_ten_thousand_calls_within_a_point()
    {
        using var calls = Calls(new ModelOptions { Targets = [Target("first", 95), Target("second", 5)] });

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (_, cancellation) =>
            Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(false), client: cancellation)));

        Assert.InRange(Count(_second), 400, 600);
    }

    [Fact]
    public async Task An_ordered_weight_goes_before_the_configured_one()
    {
        using var calls = Calls(new ModelOptions { Targets = [Target("first", 1000), Target("second", 1)] });
        calls.Board.Hear("first", [], [new TargetOrders("first/deepseek-flash", false, 0)]);

        for (var i = 0; i < 20; i++) Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(false)));

        Assert.Equal((0, 20), (Count(_first), Count(_second)));
    }

    [Fact]
    public async Task A_breaker_that_another_silo_opened_stops_calls_here_once_and_is_not_told_on()
    {
        using var calls = Calls(WithFallback());
        var news = new TargetNews("first/deepseek-flash", "there", 1, BreakerState.Open, TimeSpan.FromMinutes(1));

        calls.Board.Hear("first", [news], []);

        Assert.IsType<UpstreamOutcome.Completed>(await calls.Complete(Prompt(false)));
        Assert.Equal((0, 1), (Count(_first), Count(_second)));
        Assert.Empty(calls.Board.Tell("first"));
    }

    [Fact]
    public async Task A_breaker_that_opened_here_is_told_with_the_time_that_is_left()
    {
        _first.Behaviours.Put("status=500");
        using var calls = Calls(new ModelOptions { Upstream = "first" }, retries: 0);
        for (var i = 0; i < 5; i++) await calls.Complete(Prompt(false));

        var news = Assert.Single(calls.Board.Tell("first"));

        Assert.Equal(("first/deepseek-flash", "here", 1L, BreakerState.Open), (news.Target, news.Silo, news.Opening, news.State));
        Assert.InRange(news.Left, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_full_target_with_no_fallback_refuses_its_calls_as_saturated()
    {
        _first.Behaviours.Put("ttft=20000");
        using var client = new CancellationTokenSource();
        using var calls = Calls(new ModelOptions { Targets = [new TargetOptions { Upstream = "first", MaxConcurrency = 1 }] });
        var running = calls.Complete(Prompt(true), new Sink(), client: client.Token);
        await _first.Journal.Arrival(1, TestContext.Current.CancellationToken);

        var failed = Assert.IsType<UpstreamOutcome.Failed>(await calls.Complete(Prompt(false)));

        Assert.Equal(UpstreamFailureKind.Saturated, failed.Failure.Kind);
        Assert.NotNull(failed.Failure.RetryAfter);
        await client.CancelAsync();
        Assert.IsType<UpstreamOutcome.ClientGone>(await running);
    }

    [Fact]
    public async Task Under_a_total_outage_at_most_a_fifth_more_calls_are_sent_than_were_offered()
    {
        _first.Behaviours.Put("status=429");
        using var calls = Calls(new ModelOptions { Upstream = "first" });

        for (var i = 0; i < 500; i++) await calls.Complete(Prompt(false));

        // What was saved before the outage, and the floor of a second here and there, come on top.
        Assert.InRange(Count(_first), 500, 500 + 100 + 20);
    }

    [Fact]
    public async Task Nothing_is_sent_after_the_clients_own_deadline_and_the_failure_says_so()
    {
        using var calls = Calls(WithFallback());

        var failed = Assert.IsType<UpstreamOutcome.Failed>(await calls.Complete(Prompt(false), deadline: DateTimeOffset.UnixEpoch));

        Assert.Equal((UpstreamFailureKind.TooSlow, "deadline_exceeded"), (failed.Failure.Kind, failed.Failure.Code));
        Assert.Null(failed.ObservedTokens);
        Assert.Equal((0, 0), (Count(_first), Count(_second)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_clients_own_deadline_ends_a_call_and_does_not_count_against_the_target(bool stream)
    {
        _first.Behaviours.Put("ttft=20000");
        using var calls = Calls(new ModelOptions { Upstream = "first" });

        for (var i = 0; i < 6; i++)
        {
            var failed = Assert.IsType<UpstreamOutcome.Failed>(await calls.Complete(Prompt(stream), stream ? new Sink() : null, deadline: TimeProvider.System.GetUtcNow().AddMilliseconds(150)));
            Assert.Equal("deadline_exceeded", failed.Failure.Code);
        }

        Assert.Empty(calls.Board.Tell("first"));
    }

    private TestCalls Calls(ModelOptions model, int retries = 3) => new(new UpstreamsOptions
    {
        Upstreams = { ["first"] = TestCalls.Options(_first.Address, retries), ["second"] = TestCalls.Options(_second.Address, retries) },
        Models = { ["deepseek-flash"] = model },
    });

    private static ModelOptions WithFallback() => new() { Upstream = "first", Fallbacks = [new TargetOptions { Upstream = "second", Name = "deepseek-v4-pro" }] };

    private static TargetOptions Target(string upstream, double weight) => new() { Upstream = upstream, Weight = weight };

    private static int Count(SimulatorApplication simulator) => simulator.Journal.Read(0, 10_000, null).Count;

    private static Prompt Prompt(bool stream) => new()
    {
        Model = new ModelName("deepseek-flash"),
        Messages = [new Message("user", Encoding.UTF8.GetBytes("""{"role":"user","content":"Say something"}"""))],
        Stream = stream,
    };

    private sealed class Sink : IChunkSink
    {
        public ValueTask<bool> Send(ImmutableArray<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation) => ValueTask.FromResult(true);
    }
}

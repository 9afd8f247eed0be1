using CsCheck;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class CircuitBreakerTests
{
    private static readonly BreakerOptions s_options = new()
    {
        ConsecutiveFailures = 5, FailureRatio = 0.5, FewestCalls = 20, Window = TimeSpan.FromSeconds(10),
        Break = TimeSpan.FromSeconds(5), LongestBreak = TimeSpan.FromSeconds(20), Probes = 3,
    };

    private readonly CircuitBreaker _breaker = new(s_options, new Random(7));
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void Five_failures_in_a_row_open_it_and_a_success_between_them_does_not_let_them_add_up()
    {
        for (var i = 0; i < 4; i++) Call(Verdict.Failed);
        Call(Verdict.Succeeded);
        for (var i = 0; i < 4; i++) Call(Verdict.Failed);
        Assert.Equal(BreakerState.Closed, _breaker.State(_now));

        Call(Verdict.Failed);

        Assert.Equal(BreakerState.Open, _breaker.State(_now));
        Assert.Null(_breaker.TryEnter(_now));
        Assert.InRange(_breaker.Left(_now), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Half_of_twenty_calls_within_the_window_open_it()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(BreakerState.Closed, _breaker.State(_now));
            Call(Verdict.Succeeded);
            Call(Verdict.Failed);
        }

        Assert.Equal(BreakerState.Open, _breaker.State(_now));
    }

    [Fact]
    public void Failures_that_have_left_the_window_do_not_count()
    {
        for (var i = 0; i < 9; i++)
        {
            Call(Verdict.Failed);
            Call(Verdict.Succeeded);
        }

        _now += s_options.Window;
        Call(Verdict.Succeeded);
        Call(Verdict.Failed);

        Assert.Equal(BreakerState.Closed, _breaker.State(_now));
    }

    [Fact]
    public void Half_open_lets_exactly_the_configured_probes_through_and_closes_when_all_have_succeeded()
    {
        Open();
        _now += _breaker.Left(_now);

        var probes = Enumerable.Range(0, 10).Select(_ => _breaker.TryEnter(_now)).OfType<BreakerPass>().ToList();

        Assert.Equal(s_options.Probes, probes.Count);
        for (var i = 0; i < probes.Count; i++)
        {
            Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
            Assert.Null(_breaker.TryEnter(_now));
            _breaker.Leave(probes[i], Verdict.Succeeded, _now);
        }

        Assert.Equal(BreakerState.Closed, _breaker.State(_now));
        Assert.False(_breaker.OpenedHere);
    }

    [Fact]
    public void A_probe_that_says_nothing_gives_its_place_to_another()
    {
        Open();
        _now += _breaker.Left(_now);
        var probe = _breaker.TryEnter(_now)!.Value;
        while (_breaker.TryEnter(_now) is not null) { }

        _breaker.Leave(probe, Verdict.Ignored, _now);

        Assert.NotNull(_breaker.TryEnter(_now));
        Assert.Null(_breaker.TryEnter(_now));
    }

    [Fact]
    public void Each_failed_probe_doubles_the_break_up_to_the_longest()
    {
        Open();
        foreach (var seconds in new[] { 5.0, 10, 20, 20, 20 })
        {
            Assert.InRange(_breaker.Left(_now).TotalSeconds, seconds * 0.8 - 1e-6, seconds + 1e-6);
            _now += _breaker.Left(_now);
            _breaker.Leave(_breaker.TryEnter(_now)!.Value, Verdict.Failed, _now);
        }
    }

    [Fact]
    public void An_answer_to_an_attempt_from_before_it_opened_changes_nothing()
    {
        var late = _breaker.TryEnter(_now)!.Value;
        Open();
        _now += _breaker.Left(_now);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));

        _breaker.Leave(late, Verdict.Failed, _now);

        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
    }

    [Fact]
    public void What_another_silo_tells_opens_it_for_the_time_that_is_left_and_is_not_told_on()
    {
        _breaker.OpenFor(TimeSpan.FromSeconds(3), _now);

        Assert.Equal(TimeSpan.FromSeconds(3), _breaker.Left(_now));
        Assert.False(_breaker.OpenedHere);
        _now += TimeSpan.FromSeconds(3);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
    }

    [Fact]
    public void Whatever_happens_it_keeps_its_promises() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 40], Gen.Double[0, 3]).Array[1, 300].Sample(steps =>
        {
            var breaker = new CircuitBreaker(s_options, new Random(1));
            var now = TimeSpan.Zero;
            var running = new List<BreakerPass>();
            var probesSinceHalfOpen = new Dictionary<long, int>();
            foreach (var (action, index, seconds) in steps)
            {
                var before = breaker.State(now);
                switch (action)
                {
                    case 0 or 1 when breaker.TryEnter(now) is { } pass:
                        Assert.NotEqual(BreakerState.Open, before);
                        running.Add(pass);
                        if (before == BreakerState.HalfOpen) probesSinceHalfOpen[pass.Generation] = probesSinceHalfOpen.GetValueOrDefault(pass.Generation) + 1;
                        break;
                    case 2 or 3 or 4 when running.Count > 0:
                        var left = running[index % running.Count];
                        running.Remove(left);
                        var verdict = (Verdict)(action - 2);
                        breaker.Leave(left, verdict, now);
                        if (verdict == Verdict.Ignored && probesSinceHalfOpen.TryGetValue(left.Generation, out var probes)) probesSinceHalfOpen[left.Generation] = probes - 1;
                        if (verdict != Verdict.Failed) Assert.NotEqual((BreakerState.Closed, BreakerState.Open), (before, breaker.State(now)));
                        break;
                    default:
                        now += TimeSpan.FromSeconds(seconds);
                        break;
                }

                Assert.All(probesSinceHalfOpen.Values, entered => Assert.InRange(entered, 0, s_options.Probes));
                Assert.InRange(breaker.Left(now), TimeSpan.Zero, s_options.LongestBreak);
            }
        });

    private void Call(Verdict verdict) => _breaker.Leave(_breaker.TryEnter(_now)!.Value, verdict, _now);

    private void Open()
    {
        for (var i = 0; i < s_options.ConsecutiveFailures; i++) Call(Verdict.Failed);
        Assert.Equal(BreakerState.Open, _breaker.State(_now));
    }
}

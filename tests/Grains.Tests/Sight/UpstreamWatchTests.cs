using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Sight;

public sealed class UpstreamWatchTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ServiceProvider _others = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _clock = new();
    private readonly UpstreamWatch _watch;
    private readonly OrchestratorMeter _meter;

    public UpstreamWatchTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _watch = new UpstreamWatch(meters, _clock);
        _meter = new OrchestratorMeter(meters);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _services.Dispose();
        _others.Dispose();
    }

    [Fact]
    public void The_last_changes_and_failures_of_an_upstream_are_told_newest_first_and_not_more_than_fifty()
    {
        _meter.BreakerChanged("deepseek/chat", "Open", "too many calls failed");
        _clock.Advance(TimeSpan.FromSeconds(5));
        _meter.BreakerChanged("deepseek/chat", "HalfOpen", "the break was over");
        for (var call = 0; call < 60; call++) _meter.TargetFailed("deepseek/chat", call == 59 ? UpstreamFailureKind.TooSlow : UpstreamFailureKind.Broken);

        var seen = _watch.Of("deepseek", "here");

        Assert.Equal([("HalfOpen", "the break was over"), ("Open", "too many calls failed")], seen.Changes.Select(change => (change.State, change.Reason)));
        Assert.Equal(TimeSpan.FromSeconds(5), seen.Changes[0].At - seen.Changes[1].At);
        Assert.Equal(UpstreamSight.Most, seen.Failures.Length);
        Assert.Equal(("deepseek/chat", nameof(UpstreamFailureKind.TooSlow)), (seen.Failures[0].Target, seen.Failures[0].Kind));
    }

    [Fact]
    public void Upstreams_do_not_push_each_others_failures_out()
    {
        _meter.TargetFailed("quiet/chat", UpstreamFailureKind.Broken);
        for (var call = 0; call < 100; call++) _meter.TargetFailed("loud/chat", UpstreamFailureKind.Broken);

        Assert.Single(_watch.Of("quiet", "here").Failures);
    }

    [Fact]
    public void What_is_left_for_repetitions_is_what_was_measured_last()
    {
        Assert.Null(_watch.Of("deepseek", "here").RetryBudget);
        _meter.RetryBudgetLeft("deepseek", 9.5);
        _meter.RetryBudgetLeft("deepseek", 8.5);

        Assert.Equal(8.5, _watch.Of("deepseek", "here").RetryBudget);
    }

    [Fact]
    public void Another_silo_of_the_same_process_is_not_listened_to()
    {
        new OrchestratorMeter(_others.GetRequiredService<IMeterFactory>()).TargetFailed("deepseek/chat", UpstreamFailureKind.Broken);

        Assert.Empty(_watch.Of("deepseek", "here").Failures);
    }
}

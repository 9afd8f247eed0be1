using Orchestrator.Dispatch;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class PatienceTests
{
    private static readonly TenantId s_flood = new("flood");
    private static readonly TenantId s_quiet = new("quiet");

    private readonly Patience _patience = new(new QueueOptions { BurstWait = TimeSpan.FromSeconds(1), WaitPerCall = 0.5 });

    [Fact]
    public void A_burst_of_short_calls_may_wait_for_the_burst_wait_and_long_calls_for_their_part()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), _patience.Of(s_quiet, held: 0.2, places: 20, now: 0));
        Assert.Equal(TimeSpan.FromSeconds(10), _patience.Of(s_quiet, held: 20, places: 20, now: 0));
    }

    [Fact]
    public void A_tenant_that_was_refused_is_kept_to_a_part_of_a_call_until_nothing_was_refused_for_two_seconds_and_no_other_is()
    {
        _patience.Refuse(s_flood, now: 0);

        Assert.Equal(TimeSpan.FromSeconds(0.1), _patience.Of(s_flood, held: 0.2, places: 20, now: TimeSpan.TicksPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(1), _patience.Of(s_quiet, held: 0.2, places: 20, now: TimeSpan.TicksPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(1), _patience.Of(s_flood, held: 0.2, places: 20, now: 2 * TimeSpan.TicksPerSecond));
    }

    /// <summary>Callers who wait for their answers fit into the burst wait once they are let in: refusing some of them for ever would help nobody.</summary>
    [Fact]
    public void A_tenant_that_sends_little_more_than_it_is_given_is_let_wait_again()
    {
        _patience.Refuse(s_flood, now: 0);
        _patience.Accept(s_flood, now: 0);
        Assert.Equal(TimeSpan.FromSeconds(0.1), _patience.Of(s_flood, held: 0.2, places: 20, now: 0));

        _patience.Accept(s_flood, now: 0);

        Assert.Equal(TimeSpan.FromSeconds(1), _patience.Of(s_flood, held: 0.2, places: 20, now: 0));
    }

    [Fact]
    public void The_refused_count_as_the_places_that_they_would_hold()
    {
        for (var i = 0; i < 100; i++) _patience.Refuse(s_flood, now: i * TimeSpan.TicksPerSecond / 50);

        // 50 a second for 200 ms each.
        Assert.Equal(10, _patience.Turned(s_flood, held: 0.2, now: 2 * TimeSpan.TicksPerSecond - 1), 1.0);
        Assert.Equal(0, _patience.Turned(s_quiet, held: 0.2, now: 0));
    }

    [Fact]
    public void Who_was_not_refused_lately_is_forgotten_by_the_next_housekeeping_but_one()
    {
        _patience.Refuse(s_flood, now: 0);
        _patience.Forget(now: TimeSpan.TicksPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(0.1), _patience.Of(s_flood, held: 0.2, places: 20, now: TimeSpan.TicksPerSecond));

        _patience.Forget(now: 2 * TimeSpan.TicksPerSecond);

        Assert.Equal(TimeSpan.FromSeconds(1), _patience.Of(s_flood, held: 0.2, places: 20, now: 2 * TimeSpan.TicksPerSecond));
    }

    [Fact]
    public void One_call_may_always_wait_for_the_next_place()
    {
        _patience.Refuse(s_flood, now: 0);

        Assert.Equal(TimeSpan.FromSeconds(0.2), _patience.Of(s_flood, held: 0.2, places: 1, now: 0));
    }
}

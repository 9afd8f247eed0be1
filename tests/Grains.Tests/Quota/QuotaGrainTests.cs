using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>The authority as a grain: its store, its clock and its plan.</summary>
public sealed class QuotaGrainTests
{
    private static readonly QuotaLimitOptions s_requests = new() { Name = "requests", Unit = QuotaUnit.Requests, Amount = 10, Period = TimeSpan.FromMinutes(1) };
    private static readonly QuotaLimitOptions s_tokens = new() { Name = "tokens", Unit = QuotaUnit.Tokens, Amount = 100, Period = TimeSpan.FromHours(1) };
    private static readonly QuotaLimitOptions s_atOnce = new() { Name = "at-once", Unit = QuotaUnit.Concurrency, Amount = 2 };

    [Fact]
    public async Task Silos_share_one_limit_to_the_unit()
    {
        await using var cluster = await QuotaCluster.Start(silos: 3, s_requests);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(request => cluster.Ask(request % 3)));

        Assert.Equal(10, answers.OfType<Reservation.Granted>().Count());
    }

    [Fact]
    public async Task What_is_granted_is_written_before()
    {
        await using var cluster = await QuotaCluster.Start(s_requests);
        cluster.Store.Close();

        var granted = cluster.Granted();
        await cluster.Store.Arrived.WaitAsync();
        Assert.False(granted.IsCompleted);

        cluster.Store.Open();
        await granted;
    }

    [Fact]
    public async Task A_successor_counts_what_was_granted()
    {
        await using var cluster = await QuotaCluster.Start(s_requests, s_tokens, s_atOnce);
        for (var request = 0; request < 2; request++) await cluster.Granted();

        await cluster.Crash();

        Assert.IsType<Reservation.Refused>(await cluster.Ask());
        Assert.Equal((8, 80, 0), (await cluster.Left("requests"), await cluster.Left("tokens"), await cluster.Left("at-once")));
    }

    [Fact]
    public async Task What_runs_while_the_authority_changes_is_settled_to_the_unit()
    {
        await using var cluster = await QuotaCluster.Start(s_tokens, s_atOnce);
        var running = await cluster.Granted();
        await cluster.Crash();

        await running.Settlement.Settle(new Use(3, 0));

        Assert.Equal((97, 2), (await cluster.Left("tokens"), await cluster.Left("at-once")));
    }

    [Fact]
    public async Task What_was_used_beyond_a_limit_is_told_as_debt_and_what_fits_at_one_moment_beside_the_amount()
    {
        await using var cluster = await QuotaCluster.Start(new QuotaLimitOptions { Name = "tokens", Unit = QuotaUnit.Tokens, Amount = 600, Burst = 60, Period = TimeSpan.FromMinutes(1) });
        var running = await cluster.Granted();

        await running.Settlement.Settle(new Use(100, 0));

        var level = Assert.Single((await cluster.Acme.Describe()).Levels);
        Assert.Equal((600, 60, 0, 40), (level.Amount, level.Capacity, level.Remaining, level.Debt));
    }

    [Fact]
    public async Task An_activation_that_another_has_overtaken_grants_nothing_and_dies()
    {
        await using var cluster = await QuotaCluster.Start(s_requests);
        await cluster.Granted();
        cluster.Store.Touch(cluster.Acme.GetGrainId());

        await cluster.Granted();

        Assert.Equal(8, await cluster.Left("requests"));
        Assert.True(cluster.Store.Refused > 0);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_loses_nobody()
    {
        await using var cluster = await QuotaCluster.Start(s_requests);
        cluster.Store.Fails = true;

        var granted = cluster.Granted();
        await cluster.Store.Arrived.WaitAsync();
        await cluster.Store.Arrived.WaitAsync();
        cluster.Store.Fails = false;

        await granted;
        Assert.Equal(9, await cluster.Left("requests"));
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_neither_mints_nor_holds_up_what_comes_back()
    {
        await using var cluster = await QuotaCluster.Start(s_requests);
        for (var request = 0; request < 10; request++) await cluster.Granted();

        cluster.Time.SetBack(TimeSpan.FromHours(1));
        Assert.IsType<Reservation.Refused>(await cluster.Ask());

        cluster.Time.Advance(TimeSpan.FromSeconds(6));
        await cluster.Granted();
        Assert.IsType<Reservation.Refused>(await cluster.Ask());
    }

    [Fact]
    public async Task A_store_that_is_slow_to_read_does_not_put_the_clock_forward()
    {
        await using var cluster = await QuotaCluster.Start(s_requests);
        for (var request = 0; request < 10; request++) await cluster.Granted();
        await cluster.Stop();
        cluster.Store.OnRead = () => cluster.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.IsType<Reservation.Refused>(await cluster.Ask());
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.Granted();
    }

    [Fact]
    public async Task A_plan_is_edited_live_and_forgets_nothing()
    {
        await using var cluster = await QuotaCluster.Start(s_requests);
        for (var request = 0; request < 5; request++) await cluster.Granted();

        cluster.Edit(new QuotaLimitOptions { Name = "requests", Unit = QuotaUnit.Requests, Amount = 6, Period = TimeSpan.FromMinutes(1) });

        await cluster.Granted();
        Assert.IsType<Reservation.Refused>(await cluster.Ask());
    }

    [Fact]
    public async Task A_clean_stop_burns_nothing()
    {
        await using var cluster = await QuotaCluster.Start(new QuotaLimitOptions { Name = "requests", Unit = QuotaUnit.Requests, Amount = 100_000, Period = TimeSpan.FromHours(1) });
        await cluster.Granted();

        await cluster.Stop();

        Assert.Equal(99_999, await cluster.Left("requests"));
    }

    [Fact]
    public async Task Who_holds_what_can_be_seen()
    {
        await using var cluster = await QuotaCluster.Start(silos: 2, s_atOnce);
        await cluster.Granted(silo: 0);
        await cluster.Granted(silo: 1);

        var leases = (await cluster.Acme.Describe()).Leases;

        Assert.Equal([1, 1], leases.Select(lease => lease.Held));
        Assert.Equal(2, leases.Select(lease => lease.Silo).Distinct().Count());
    }
}

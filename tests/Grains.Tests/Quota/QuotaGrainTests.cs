using Orchestrator.Quota;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Tests.Quota;

public sealed class QuotaGrainTests
{
    [Fact]
    public async Task A_refusal_takes_nothing_from_any_limit()
    {
        await using var cluster = await QuotaCluster.Start(Requests(100), Tokens(10));
        await Granted(cluster, tokens: 10);
        var before = await cluster.Acme.Levels();

        await Refused(cluster, tokens: 1);

        Assert.Equal(before, await cluster.Acme.Levels());
    }

    [Fact]
    public async Task A_refusal_names_the_limit_and_keeps_its_word()
    {
        await using var cluster = await QuotaCluster.Start(Requests(100), Tokens(10));
        await Granted(cluster, tokens: 8);

        var refusal = await Refused(cluster, tokens: 5);

        Assert.Equal(new Refusal("tokens", QuotaUnit.Tokens, 10, 5, 2, TimeSpan.FromSeconds(18)), refusal);
        cluster.Time.Advance(refusal.RetryAfter - TimeSpan.FromTicks(1));
        await Refused(cluster, tokens: 5);
        cluster.Time.Advance(TimeSpan.FromTicks(1));
        await Granted(cluster, tokens: 5);
    }

    [Fact]
    public async Task A_refusal_by_several_limits_names_the_one_that_waits_longest()
    {
        await using var cluster = await QuotaCluster.Start(Requests(1), Tokens(10), Concurrency(1));
        await Granted(cluster, tokens: 10);

        var refusal = await Refused(cluster, tokens: 10);

        Assert.Equal(TimeSpan.FromMinutes(1), refusal.RetryAfter);
        cluster.Time.Advance(refusal.RetryAfter);
        await Granted(cluster, tokens: 10);
    }

    [Fact]
    public async Task Settling_twice_pays_back_once()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(100));
        await Granted(cluster, tokens: 50);
        var request = await Granted(cluster, tokens: 40);

        await cluster.Acme.Settle(new Settlement(request, 10));
        var levels = await cluster.Acme.Settle(new Settlement(request, 10));

        Assert.Equal(40, levels[0].Remaining);
    }

    [Fact]
    public async Task A_settlement_without_usage_keeps_the_whole_reservation_used()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(100));
        var request = await Granted(cluster, tokens: 40);

        var levels = await cluster.Acme.Settle(new Settlement(request, null));

        Assert.Equal(60, levels[0].Remaining);
    }

    [Fact]
    public async Task Reserving_again_under_the_same_id_takes_once()
    {
        await using var cluster = await QuotaCluster.Start(Requests(100), Tokens(100), Concurrency(5));
        var request = await Granted(cluster, tokens: 40);

        var again = await cluster.Acme.Reserve(new ReservationRequest(request, 40));

        Assert.Equal([99, 60, 4], again.Levels.Select(level => level.Remaining));
    }

    [Fact]
    public async Task Debt_is_paid_before_new_calls_pass()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(60));
        var request = await Granted(cluster, tokens: 10);

        await cluster.Acme.Settle(new Settlement(request, 90));

        Assert.Equal(TimeSpan.FromSeconds(31), (await Refused(cluster, tokens: 1)).RetryAfter);
        cluster.Time.Advance(TimeSpan.FromSeconds(31));
        await Granted(cluster, tokens: 1);
    }

    [Fact]
    public async Task Debt_outlives_a_crash()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(60));
        var request = await Granted(cluster, tokens: 10);
        await cluster.Acme.Settle(new Settlement(request, 90));

        await cluster.Crash();

        Assert.Equal(TimeSpan.FromSeconds(31), (await Refused(cluster, tokens: 1)).RetryAfter);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    public async Task A_small_limit_is_exact_also_after_a_crash(long amount)
    {
        await using var cluster = await QuotaCluster.Start(Requests(amount));
        for (var i = 0; i < amount; i++)
        {
            await Granted(cluster, tokens: 0);
            await cluster.Crash();
        }

        var refusal = await Refused(cluster, tokens: 0);

        cluster.Time.Advance(refusal.RetryAfter);
        await Granted(cluster, tokens: 0);
        await Refused(cluster, tokens: 0);
    }

    [Fact]
    public async Task A_reservation_larger_than_a_small_limit_takes_all_of_it()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(10));

        await Granted(cluster, tokens: 4_096);

        Assert.Equal(TimeSpan.FromMinutes(1), (await Refused(cluster, tokens: 4_096)).RetryAfter);
    }

    [Fact]
    public async Task A_crash_never_mints_and_burns_one_chunk_at_most()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(10_000));
        var granted = 0;
        for (var crashes = 0; crashes < 20; crashes++)
        {
            for (var i = 0; i < 5; i++, granted += 37) await Granted(cluster, tokens: 37);
            await cluster.Crash();
        }

        var left = (await cluster.Acme.Levels())[0].Remaining;

        Assert.InRange(left, 10_000 - granted - 20 * 100, 10_000 - granted);
    }

    [Fact]
    public async Task A_clean_stop_burns_nothing()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(1_000_000), Concurrency(1_000));
        var request = await Granted(cluster, tokens: 1_000);
        await cluster.Acme.Settle(new Settlement(request, 900));

        await cluster.Stop();

        Assert.Equal([999_100, 1_000], (await cluster.Acme.Levels()).Select(level => level.Remaining));
    }

    [Fact]
    public async Task A_failed_write_grants_nothing_and_takes_nothing()
    {
        await using var cluster = await QuotaCluster.Start(Requests(10), Tokens(10), Concurrency(10));
        await Granted(cluster, tokens: 1);
        cluster.Store.Fails = true;

        await Assert.ThrowsAsync<OrleansException>(() => Granted(cluster, tokens: 9));

        cluster.Store.Fails = false;
        Assert.Equal([9, 9, 9], (await cluster.Acme.Levels()).Select(level => level.Remaining));
        await Granted(cluster, tokens: 9);
    }

    [Fact]
    public async Task An_activation_whose_row_another_one_wrote_grants_nothing_more()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(10));
        await Granted(cluster, tokens: 4);
        cluster.Store.Touch(cluster.Acme.GetGrainId());

        await Assert.ThrowsAnyAsync<Exception>(() => Granted(cluster, tokens: 4));

        await Granted(cluster, tokens: 6);
        await Refused(cluster, tokens: 1);
    }

    [Fact]
    public async Task Calls_that_arrive_during_a_write_share_the_next_one()
    {
        await using var cluster = await QuotaCluster.Start(Requests(1_000));
        cluster.Store.Close();
        var first = Granted(cluster, tokens: 0);
        Assert.True(await cluster.Store.Arrived.WaitAsync(TimeSpan.FromSeconds(10)), "no write arrived at the store");
        var others = Enumerable.Range(0, 100).Select(_ => Granted(cluster, tokens: 0)).ToArray();
        await cluster.Acme.Levels();

        cluster.Store.Open();
        await Task.WhenAll([first, .. others]);

        Assert.InRange(cluster.Store.Writes, 2, 3);
    }

    [Fact]
    public async Task Calls_below_the_mark_do_not_wait_for_a_write()
    {
        await using var cluster = await QuotaCluster.Start(Requests(1_000_000));
        await Granted(cluster, tokens: 0);
        cluster.Store.Close();

        var ahead = 0;
        while (cluster.Store.Writes < 2 && ahead++ < 10_000) await Granted(cluster, tokens: 0);
        for (var i = 0; i < 100; i++) await Granted(cluster, tokens: 0);

        Assert.Equal(2, cluster.Store.Writes);
    }

    [Fact]
    public async Task Six_hundred_at_once_against_two_hundred_grant_exactly_two_hundred()
    {
        await using var cluster = await QuotaCluster.Start(Requests(200));

        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => Reserve(cluster, RequestId.Create(), 0)));

        Assert.Equal(200, answers.Count(answer => answer is Reservation.Granted));
    }

    [Fact]
    public async Task Steady_load_just_under_the_limit_is_never_refused_and_writes_twenty_times_a_second_at_most()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(600_000));
        for (var i = 0; i < 6_000; i++)
        {
            cluster.Time.Advance(TimeSpan.FromMilliseconds(5));
            var request = await Granted(cluster, tokens: 80);
            await cluster.Acme.Settle(new Settlement(request, 49));
        }

        Assert.InRange(cluster.Store.Writes, 1, 30 * 20);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_mints_nothing()
    {
        await using var cluster = await QuotaCluster.Start(Requests(10));
        for (var i = 0; i < 10; i++) await Granted(cluster, tokens: 0);

        cluster.Time.SetBack(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromSeconds(6), (await Refused(cluster, tokens: 0)).RetryAfter);
        cluster.Time.Advance(TimeSpan.FromSeconds(6));
        await Granted(cluster, tokens: 0);
        await Refused(cluster, tokens: 0);
    }

    [Fact]
    public async Task Permits_come_back_when_leases_expire()
    {
        await using var cluster = await QuotaCluster.Start(Concurrency(2));
        var renewed = await Granted(cluster, tokens: 0);
        await Granted(cluster, tokens: 0);
        cluster.Time.Advance(TimeSpan.FromSeconds(20));
        await cluster.Acme.Renew(renewed);

        Assert.Equal(TimeSpan.FromSeconds(10), (await Refused(cluster, tokens: 0)).RetryAfter);

        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await Granted(cluster, tokens: 0);
        await Refused(cluster, tokens: 0);
    }

    [Fact]
    public async Task After_a_crash_permits_stay_out_until_their_holders_settle_or_a_lease_has_passed()
    {
        await using var cluster = await QuotaCluster.Start(Concurrency(3));
        var renewing = await Granted(cluster, tokens: 0);
        var settling = await Granted(cluster, tokens: 0);
        await Granted(cluster, tokens: 0);
        await cluster.Crash();
        await Refused(cluster, tokens: 0);

        await cluster.Acme.Settle(new Settlement(settling, null));
        await cluster.Acme.Settle(new Settlement(settling, null));
        await Granted(cluster, tokens: 0);
        await Refused(cluster, tokens: 0);

        cluster.Time.Advance(TimeSpan.FromSeconds(25));
        await cluster.Acme.Renew(renewing);
        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, (await cluster.Acme.Levels())[0].Remaining);
    }

    [Fact]
    public async Task Holders_of_permits_hear_how_often_to_renew()
    {
        await using var cluster = await QuotaCluster.Start(Concurrency(3));

        var answer = await Reserve(cluster, RequestId.Create(), 0);

        Assert.Equal(TimeSpan.FromSeconds(10), Assert.IsType<Reservation.Granted>(answer).RenewEvery);
    }

    [Fact]
    public async Task A_changed_plan_binds_at_once_and_forgets_nothing()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(100));
        await Granted(cluster, tokens: 90);

        cluster.Edit(Tokens(1_000));

        Assert.Equal(910, (await cluster.Acme.Levels())[0].Remaining);
        await Granted(cluster, tokens: 400);
        await cluster.Crash();
        Assert.InRange((await cluster.Acme.Levels())[0].Remaining, 500, 510);
    }

    [Fact]
    public async Task A_tenant_that_is_not_configured_gets_an_error_that_names_it()
    {
        await using var cluster = await QuotaCluster.Start(Tokens(100));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Tenant("nobody").Levels());

        Assert.Contains("Tenants:nobody:Plan", error.Message, StringComparison.Ordinal);
    }

    private static QuotaLimitOptions Requests(long amount) => Limit("requests", QuotaUnit.Requests, amount, TimeSpan.FromMinutes(1));

    private static QuotaLimitOptions Tokens(long amount) => Limit("tokens", QuotaUnit.Tokens, amount, TimeSpan.FromMinutes(1));

    private static QuotaLimitOptions Concurrency(long amount) => Limit("concurrency", QuotaUnit.Concurrency, amount, null);

    private static QuotaLimitOptions Limit(string name, QuotaUnit unit, long amount, TimeSpan? period) =>
        new() { Name = name, Unit = unit, Amount = amount, Period = period };

    private static Task<Reservation> Reserve(QuotaCluster cluster, RequestId request, long tokens) =>
        cluster.Acme.Reserve(new ReservationRequest(request, tokens)).WaitAsync(TimeSpan.FromSeconds(20));

    private static async Task<RequestId> Granted(QuotaCluster cluster, long tokens)
    {
        var request = RequestId.Create();
        Assert.IsType<Reservation.Granted>(await Reserve(cluster, request, tokens));
        return request;
    }

    private static async Task<Refusal> Refused(QuotaCluster cluster, long tokens) =>
        Assert.IsType<Reservation.Refused>(await Reserve(cluster, RequestId.Create(), tokens)).Refusal;
}

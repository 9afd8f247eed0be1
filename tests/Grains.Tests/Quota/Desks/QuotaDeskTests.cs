using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>What requests meet at the desks, whichever silo they are in.</summary>
public sealed class QuotaDeskTests
{
    private static readonly Use s_nothing = new(0, 0);

    [Theory, InlineData(1), InlineData(10), InlineData(200)]
    public async Task As_many_pass_as_the_limit_says_wherever_they_come_in(int amount)
    {
        var room = new QuotaRoom(QuotaRoom.Requests(amount));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * amount).Select(request => room.Ask(silo: request % 3).AsTask()));

        Assert.Equal(amount, answers.OfType<Reservation.Granted>().Count());
        Assert.Equal(0, room.Left("requests"));
    }

    [Fact]
    public async Task A_refusal_takes_nothing_from_any_limit()
    {
        var room = new QuotaRoom(QuotaRoom.Requests(10), QuotaRoom.Tokens(100), QuotaRoom.AtOnce(3));
        await room.Granted(80);

        var refusal = await room.Refused(30, silo: 1);

        Assert.Equal(("tokens", 100, 30, 20), (refusal.Limit, refusal.Amount, refusal.Asked, refusal.Remaining));
        Assert.Equal((9, 20, 2), (room.Left("requests"), room.Left("tokens"), room.Left("at-once")));
    }

    [Fact]
    public async Task A_refusal_says_when_to_come_back_and_keeps_its_word()
    {
        var room = new QuotaRoom(QuotaRoom.Requests(60));
        for (var request = 0; request < 60; request++) await room.Granted();

        var refusal = await room.Refused();

        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
        room.Time.Advance(refusal.RetryAfter!.Value);
        await room.Granted();
        await room.Refused();
    }

    [Fact]
    public async Task What_can_never_be_covered_is_refused_without_a_time_to_come_back()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10));

        Assert.Null((await room.Refused(11)).RetryAfter);
        await room.Granted(10);
    }

    [Fact]
    public async Task What_was_not_used_is_there_for_every_silo_when_the_settlement_returns()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10), QuotaRoom.AtOnce(1));
        var first = await room.Granted(10);

        var levels = await first.Settlement.Settle(new Use(3, 0));

        Assert.Equal([7, 1], levels.Select(level => level.Remaining));
        await room.Granted(7, silo: 1);
    }

    [Fact]
    public async Task Settling_twice_pays_back_once()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10), QuotaRoom.AtOnce(2));
        var first = await room.Granted(5);
        await room.Granted(5);

        await first.Settlement.Settle(s_nothing);
        await first.Settlement.Settle(s_nothing);

        Assert.Equal((5, 1), (room.Left("tokens"), room.Left("at-once")));
    }

    [Fact]
    public async Task A_settlement_whose_answer_was_lost_is_counted_once()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10));
        var first = await room.Granted(4);
        await room.Granted(6);
        var lost = 0;
        room.OnTheWayBack = _ =>
        {
            if (lost++ == 0) throw new TimeoutException("The answer was lost.");
        };

        await first.Settlement.Settle(new Use(1, 0));
        await room.KeepHouse();

        Assert.True(lost > 1);
        Assert.Equal(3, room.Left("tokens"));
    }

    [Fact]
    public async Task A_reservation_whose_answer_was_lost_takes_once()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10));
        await room.Granted(1);
        var lost = 0;
        room.OnTheWayBack = _ =>
        {
            if (lost++ == 0) throw new TimeoutException("The answer was lost.");
        };

        await room.Granted(9);

        Assert.Equal(2, lost);
        Assert.Equal(0, room.Left("tokens"));
    }

    [Fact]
    public async Task Debt_is_paid_before_anybody_passes()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(60));
        var first = await room.Granted(10);

        await first.Settlement.Settle(new Use(90, 0));

        Assert.Equal(TimeSpan.FromSeconds(31), (await room.Refused(1, silo: 1)).RetryAfter);
        room.Time.Advance(TimeSpan.FromSeconds(31));
        await room.KeepHouse();
        await room.Granted(1, silo: 1);
    }

    [Fact]
    public async Task A_new_window_begins_whole_but_for_what_still_runs()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10) with { Algorithm = QuotaAlgorithm.FixedWindow, Period = 0, Every = CalendarUnit.Minute });
        var ended = await room.Granted(5);
        var running = await room.Granted(5);
        await ended.Settlement.Settle(new Use(5, 0));
        Assert.Equal(0, room.Left("tokens"));

        await room.Pass(TimeSpan.FromMinutes(1));
        await running.Settlement.Settle(new Use(2, 0));

        Assert.Equal(8, room.Left("tokens"));
    }

    [Fact]
    public async Task Requests_wait_their_turn_where_a_limit_shapes()
    {
        var room = new QuotaRoom(QuotaRoom.Requests(60) with { Algorithm = QuotaAlgorithm.LeakyBucket, Burst = 2 });

        var waits = new List<double>();
        for (var request = 0; request < 4; request++)
            if (await room.Ask(silo: request % 2) is Reservation.Granted granted) waits.Add(granted.StartAfter.TotalSeconds);

        Assert.Equal([0, 1, 2], waits);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_takes_nothing_that_comes_back()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10), QuotaRoom.AtOnce(1));
        using var gone = new CancellationTokenSource();
        room.OnTheWay = _ => gone.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.Ask(10, cancellation: gone.Token).AsTask());
        room.OnTheWay = null;
        await room.KeepHouse();

        await room.Granted(10, silo: 1);
    }

    [Fact]
    public async Task A_plan_that_changes_forgets_nothing()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(100));
        await (await room.Granted(50)).Settlement.Settle(new Use(50, 0));

        room.Edit(QuotaRoom.Tokens(60));

        await room.Refused(11);
        await room.Granted(10, silo: 1);
    }

    [Fact]
    public async Task A_tenant_without_limits_learns_of_a_plan_that_has_some()
    {
        var room = new QuotaRoom();
        await room.Granted();
        room.Edit(QuotaRoom.AtOnce(1));

        await room.Pass(QuotaRoom.Lease / 2);
        await room.Ask();
        await room.KeepHouse();

        await room.Ask();
        await room.Refused();
    }
}

using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>What is left of the limits when silos die.</summary>
public sealed class QuotaCrashTests
{
    [Fact]
    public async Task A_successor_counts_all_that_was_granted()
    {
        var room = new QuotaRoom(QuotaRoom.Requests(10), QuotaRoom.Tokens(100), QuotaRoom.AtOnce(3));
        for (var request = 0; request < 3; request++) await room.Granted(30, silo: request);

        room.Crash();

        await room.Refused(1, silo: 1);
        Assert.Equal((7, 10, 0), (room.Left("requests"), room.Left("tokens"), room.Left("at-once")));
    }

    [Fact]
    public async Task What_runs_through_the_authoritys_death_is_settled_exactly()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(100), QuotaRoom.AtOnce(2));
        var first = await room.Granted(60);
        var second = await room.Granted(40, silo: 1);

        room.Crash();
        await first.Settlement.Settle(new Use(10, 0));
        await second.Settlement.Settle(new Use(20, 0));

        Assert.Equal((70, 2), (room.Left("tokens"), room.Left("at-once")));
    }

    [Fact]
    public async Task A_dead_silos_permits_come_back_by_themselves()
    {
        var room = new QuotaRoom(QuotaRoom.AtOnce(1));
        await room.Granted();
        room.Kill(0);
        await room.Refused(silo: 1);

        room.Time.Advance(QuotaRoom.Lease * 1.1);
        await room.KeepHouse();

        await room.Granted(silo: 1);
    }

    [Fact]
    public async Task A_dead_silos_reservations_stay_used_and_wear_off()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(60));
        await room.Granted(60);
        room.Kill(0);

        room.Time.Advance(QuotaRoom.Lease * 1.1);
        await room.KeepHouse();
        Assert.Equal(0, room.Left("tokens"));

        room.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(30, room.Left("tokens"));
    }

    [Fact]
    public async Task A_call_that_outlives_its_lease_is_still_held_when_its_silo_comes_back()
    {
        var room = new QuotaRoom(QuotaRoom.AtOnce(1));
        var running = await room.Granted();
        room.Time.Advance(QuotaRoom.Lease * 1.2);
        await room.KeepHouse();

        await room.Refused(silo: 1);

        await running.Settlement.Settle(new Use(0, 0));
        room.Time.Advance(QuotaRoom.Lease * 1.2);
        await room.KeepHouse();
        await room.Granted(silo: 1);
    }

    [Fact]
    public async Task A_lease_is_kept_alive_as_long_as_its_silo_lives()
    {
        var room = new QuotaRoom(QuotaRoom.Tokens(10, TimeSpan.FromDays(1)));
        var running = await room.Granted(10);

        await room.Pass(TimeSpan.FromMinutes(1));

        await running.Settlement.Settle(new Use(0, 0));
        Assert.Equal(10, room.Left("tokens"));
    }
}

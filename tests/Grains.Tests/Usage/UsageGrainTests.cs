using Orchestrator.Conversations;
using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Usage;

public sealed class UsageGrainTests
{
    [Fact]
    public async Task What_the_desks_of_all_silos_saw_is_in_the_tenants_ledger_and_in_the_clusters()
    {
        await using var cluster = await LedgerCluster.Start(silos: 2);
        cluster.Desk(0).Ended(Entries.Walk("first", cost: 30));
        cluster.Desk(1).Ended(Entries.Walk("second", cost: 20));
        cluster.Desk(1).Ended(Entries.Walk(tenant: "globex", cost: 1));

        foreach (var silo in new[] { 0, 1 }) await cluster.Desk(silo).Flush(CancellationToken.None);

        var acme = await cluster.Days("acme", 1, UsageGrouping.Key);
        Assert.Equal([("first", 30L), ("second", 20L)], acme.Buckets.Single().Groups.Select(group => (group.Name, group.Sums.Cost)));
        var all = await cluster.Days(UsageKey.Cluster, 1, UsageGrouping.Key);
        Assert.Equal([("acme", 50L), ("globex", 1L)], all.Buckets.Single().Groups.Select(group => (group.Name, group.Sums.Cost)));
        Assert.Equal(3, all.Total.Requests);
    }

    [Theory]
    [InlineData(nameof(WriteFault.BeforeWriting))]
    [InlineData(nameof(WriteFault.AfterWriting))]
    public async Task A_flush_whose_write_broke_counts_once_when_it_is_told_again(string fault)
    {
        await using var cluster = await LedgerCluster.Start();
        await Tell(cluster);
        cluster.Store.FailNextWrite(Enum.Parse<WriteFault>(fault));
        cluster.Desk().Ended(Entries.Walk());

        await cluster.Desk().Flush(CancellationToken.None);
        await cluster.Desk().Flush(CancellationToken.None);
        await cluster.Desk().Flush(CancellationToken.None);

        Assert.Equal(2, (await cluster.Days("acme", 1)).Total.Requests);
        Assert.Equal(2, (await cluster.Days(UsageKey.Cluster, 1)).Total.Requests);
    }

    [Fact]
    public async Task A_flush_that_is_repeated_to_another_activation_counts_once()
    {
        await using var cluster = await LedgerCluster.Start();
        var flush = cluster.Flush(Guid.NewGuid(), 7, Entries.Walk());

        await cluster.Ledger("acme").Add(flush);
        await cluster.Deactivate("acme");
        await cluster.Ledger("acme").Add(flush);

        Assert.Equal(1, (await cluster.Days("acme", 1)).Total.Requests);
    }

    [Fact]
    public async Task What_two_activations_of_a_ledger_are_told_is_all_in_it()
    {
        await using var cluster = await LedgerCluster.Start();
        await Tell(cluster);
        await cluster.AddBehindItsBack("acme", cluster.Flush(Guid.NewGuid(), 1, Entries.Walk(), Entries.Walk()));

        await Tell(cluster);
        await cluster.Desk().Flush(CancellationToken.None);

        Assert.Equal(4, (await cluster.Days("acme", 1)).Total.Requests);
    }

    [Fact]
    public async Task A_day_that_is_over_becomes_one_record_and_its_hours_go_when_their_time_has_come()
    {
        await using var cluster = await LedgerCluster.Start();
        await Tell(cluster);
        cluster.Clock.Advance(TimeSpan.FromHours(5));
        await Tell(cluster);

        cluster.Clock.Advance(TimeSpan.FromDays(1));
        await Tell(cluster);

        Assert.Single((await cluster.Days("acme", 3)).Buckets[0].Groups);
        Assert.Equal(4 + 1, cluster.RecordsOf("acme").Length);
        Assert.Equal((3, 2), await RequestsAndRecords());

        cluster.Clock.Advance(TimeSpan.FromDays(40));
        await Tell(cluster);
        cluster.Clock.Advance(TimeSpan.FromDays(1));
        await Tell(cluster);
        var names = cluster.RecordsOf("acme");
        Assert.Equal(3, names.Count(name => name.StartsWith("day-", StringComparison.Ordinal)));
        Assert.Equal(2, names.Count(name => name.StartsWith("hour-", StringComparison.Ordinal)));
        Assert.Equal(5, (await cluster.Days("acme", 100)).Total.Requests);

        cluster.Clock.Advance(TimeSpan.FromDays(500));
        await Tell(cluster);
        Assert.Equal(2, cluster.RecordsOf("acme").Length);

        async Task<(long, int)> RequestsAndRecords()
        {
            var report = await cluster.Days("acme", 3);
            return (report.Total.Requests, report.RecordsRead);
        }
    }

    [Fact]
    public async Task A_flush_that_comes_late_is_in_its_day_even_where_that_was_folded()
    {
        await using var cluster = await LedgerCluster.Start();
        await Tell(cluster);
        var late = cluster.Flush(Guid.NewGuid(), 1, Entries.Walk());
        cluster.Clock.Advance(TimeSpan.FromDays(2));
        await Tell(cluster);
        Assert.Equal((1L, 1L), await PerDay());

        await cluster.Ledger("acme").Add(late);

        Assert.Equal((2L, 1L), await PerDay());
        cluster.Clock.Advance(TimeSpan.FromHours(1));
        await Tell(cluster);
        Assert.Equal((2L, 2L), await PerDay());

        async Task<(long First, long Second)> PerDay()
        {
            var days = (await cluster.Days("acme", 4)).Buckets;
            Assert.Equal(2, days.Length);
            return (days[0].Groups.Single().Sums.Requests, days[1].Groups.Single().Sums.Requests);
        }
    }

    [Fact]
    public async Task A_flush_of_an_hour_that_is_no_longer_kept_is_told_so()
    {
        await using var cluster = await LedgerCluster.Start();
        var old = cluster.Flush(Guid.NewGuid(), 1, Entries.Walk());
        cluster.Clock.Advance(TimeSpan.FromDays(36));

        Assert.Equal(UsageReceipt.OutOfTime, await cluster.Ledger("acme").Add(old));
        Assert.Equal(UsageReceipt.OutOfTime, await cluster.Ledger("acme").Add(old with { Hour = cluster.ThisHour + 2 }));
        Assert.Empty((await cluster.Days("acme", 100)).Buckets);
    }

    [Fact]
    public async Task A_query_that_asks_for_too_much_is_told_which_end_is_wrong()
    {
        await using var cluster = await LedgerCluster.Start();
        var query = new UsageQuery { From = cluster.Clock.GetUtcNow(), To = cluster.Clock.GetUtcNow().AddDays(32) };

        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Ledger("acme").Read(query));

        Assert.Contains("To must be at most 31 days after the beginning", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_tenants_are_active_no_more_are_written_at_a_time_than_may_be_and_who_waits_longest_is_first()
    {
        await using var cluster = await LedgerCluster.Start(1, ("WritesPerSecond", "2"), ("FlushEvery", "00:00:01"));
        foreach (var tenant in new[] { "a", "b", "c", "d", "e" })
        {
            cluster.Desk().Ended(Entries.Walk(tenant: tenant));
            cluster.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await cluster.Tick(TimeSpan.FromMilliseconds(500));
        Assert.Equal("ab", await Written());
        await cluster.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal("abcd", await Written());
        await cluster.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal("abcde", await Written());

        async Task<string> Written() =>
            string.Concat((await Task.WhenAll("abcde".Select(async tenant => (tenant, (await cluster.Days($"{tenant}", 1)).Total.Requests)))).Where(one => one.Requests == 1).Select(one => one.tenant));
    }

    private static async Task Tell(LedgerCluster cluster)
    {
        cluster.Desk().Ended(Entries.Walk());
        await cluster.Desk().Flush(CancellationToken.None);
    }
}

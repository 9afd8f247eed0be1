using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Usage;

/// <summary>A month of a million requests: what is stored and what is read does not grow with their number.</summary>
public sealed class UsageFillTests
{
    private const int Tenants = 10;
    private const int Days = 30;
    private const int Requests = 1_000_000;
    private const int Hours = Days * UsageTime.HoursOfDay;

    [Fact]
    public async Task A_month_over_a_million_requests_is_read_from_a_few_records()
    {
        await using var cluster = await LedgerCluster.Start();
        var walks = Enumerable.Range(0, Tenants).Select(tenant => Enumerable.Range(0, 6)
            .Select(row => Entries.Walk($"key{row % 3}", row % 2 == 0 ? "small" : "large", tenant: $"tenant-{tenant}")).ToArray()).ToArray();
        var sent = new long[Tenants];
        for (var hour = 0; hour < Hours; hour++)
        {
            for (var request = hour * (long)Requests / Hours; request < (hour + 1) * (long)Requests / Hours; request++)
            {
                var tenant = (int)(request % Tenants);
                cluster.Desk().Ended(walks[tenant][(request / Tenants) % 6]);
                sent[tenant]++;
            }

            await cluster.Desk().Flush(CancellationToken.None);
            if (hour < Hours - 1) cluster.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(Requests, sent.Sum());
        for (var tenant = 0; tenant < Tenants; tenant++)
        {
            var month = await cluster.Days($"tenant-{tenant}", Days, UsageGrouping.Model);
            Assert.Equal((Days, sent[tenant]), (month.Buckets.Length, month.Total.Requests));
            Assert.All(month.Buckets, day => Assert.Equal(2, day.Groups.Length));
            Assert.InRange(month.RecordsRead, Days, Days - 1 + UsageTime.HoursOfDay);
        }

        var all = await cluster.Days(UsageKey.Cluster, Days, UsageGrouping.Key);
        Assert.Equal(Requests, all.Total.Requests);
        Assert.InRange(all.RecordsRead, Days, Days - 1 + UsageTime.HoursOfDay);
        Assert.InRange(cluster.RecordsOf("tenant-0").Length, 1, 1 + Days + Hours);
    }
}

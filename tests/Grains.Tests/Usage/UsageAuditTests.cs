using CsCheck;
using Orchestrator.Conversations;
using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Usage;

/// <summary>Two silos tell of requests while writes break, activations end and time goes on. In the end the ledger has each request once, by the hour and by the day.</summary>
public sealed class UsageAuditTests
{
    private const int Runs = 60;

    private enum Act
    {
        Request,
        Flush,
        BreakBeforeWriting,
        BreakAfterWriting,
        Deactivate,
        Hours,
    }

    [Fact]
    public async Task Whatever_breaks_each_request_is_in_the_ledger_once()
    {
        await using var cluster = await LedgerCluster.Start(silos: 2);
        var runs = 0;

        await Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1], Gen.Int[1, 20]).Array[5, 40].SampleAsync(
            async acts =>
            {
                var tenant = $"tenant-{Interlocked.Increment(ref runs)}";
                var start = cluster.Clock.GetUtcNow();
                var walks = new List<RequestWalk>();
                foreach (var (act, silo, number) in acts) await Do(cluster, tenant, walks, ActOf(act), silo, number);
                await Settle(cluster);

                var expected = Entries.SumOf(walks);
                foreach (var granularity in Enum.GetValues<UsageGranularity>())
                {
                    var query = new UsageQuery { From = start, To = start.AddDays(31), Granularity = granularity };
                    Assert.Equal(expected, (await cluster.Ledger(tenant).Read(query)).Total);
                }
            },
            iter: Runs, threads: 1);
    }

    private static Act ActOf(int number) => number switch
    {
        < 4 => Act.Request,
        4 or 5 => Act.Flush,
        6 => Act.BreakBeforeWriting,
        7 => Act.BreakAfterWriting,
        8 => Act.Deactivate,
        _ => Act.Hours,
    };

    private static async Task Do(LedgerCluster cluster, string tenant, List<RequestWalk> walks, Act act, int silo, int number)
    {
        switch (act)
        {
            case Act.Request:
                walks.Add(Entries.Walk($"key{number % 3}", end: (WalkEnd)(number % 6), tokens: number, cost: number, tenant: tenant));
                cluster.Desk(silo).Ended(walks[^1]);
                break;
            case Act.Flush:
                await cluster.Desk(silo).Flush(CancellationToken.None);
                break;
            case Act.BreakBeforeWriting:
                cluster.Store.FailNextWrite(WriteFault.BeforeWriting);
                break;
            case Act.BreakAfterWriting:
                cluster.Store.FailNextWrite(WriteFault.AfterWriting);
                break;
            case Act.Deactivate:
                await cluster.Deactivate(tenant);
                break;
            case Act.Hours:
                await cluster.Tick(TimeSpan.FromHours(number));
                break;
        }
    }

    /// <summary>Flushes until nothing is left to be told. Each round uses up the faults that are still to come.</summary>
    private static async Task Settle(LedgerCluster cluster)
    {
        for (var round = 0; cluster.Desk(0).HasSomething || cluster.Desk(1).HasSomething; round++)
        {
            Assert.True(round < 100, "The desks still hold something after a hundred rounds.");
            foreach (var silo in new[] { 0, 1 }) await cluster.Desk(silo).Flush(CancellationToken.None);
        }
    }
}

using System.Diagnostics;

namespace Orchestrator.Tests.Quota;

/// <summary>Kills a silo or lets one stand still every few seconds, and kills Redis once; the seed tells which.</summary>
internal sealed class AuditFaults(AuditCluster cluster, Stopwatch clock, Random random)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(4);

    public List<Fault> Faults { get; } = [];

    public async Task Run(TimeSpan time)
    {
        using var timer = new PeriodicTimer(s_between);
        for (var number = 0; clock.Elapsed < time && await timer.WaitForNextTickAsync(); number++)
        {
            if (number == 7) await RestartRedis();
            else if (random.Next(5) < 3) await KillSilo(random.Next(cluster.Silos.Length));
            else await FreezeSilo(random.Next(cluster.Silos.Length), TimeSpan.FromMilliseconds(random.Next(1_000, 6_000)));
        }
    }

    private async Task KillSilo(int silo)
    {
        var start = clock.Elapsed;
        await cluster.Silos[silo].Process.Kill();
        Faults.Add(new Fault("kill -9", silo, start, clock.Elapsed));
        await cluster.Silos[silo].Start();
    }

    private async Task FreezeSilo(int silo, TimeSpan time)
    {
        var start = clock.Elapsed;
        var process = cluster.Silos[silo].Process;
        process.Freeze();
        using (var timer = new PeriodicTimer(time)) await timer.WaitForNextTickAsync();
        process.Resume();
        Faults.Add(new Fault("SIGSTOP", silo, start, clock.Elapsed));

        // The others have given up a silo that slept for long, and it ends as soon as it learns of that.
        using (var timer = new PeriodicTimer(s_between)) await timer.WaitForNextTickAsync();
        if (process.HasExited) await cluster.Silos[silo].Start();
    }

    private async Task RestartRedis()
    {
        var start = clock.Elapsed;
        await cluster.Redis.Restart();
        Faults.Add(new Fault("Redis kill -9", -1, start, clock.Elapsed));
    }
}

/// <summary>What was done to which silo, and from when to when.</summary>
internal sealed record Fault(string Kind, int Silo, TimeSpan Start, TimeSpan End);

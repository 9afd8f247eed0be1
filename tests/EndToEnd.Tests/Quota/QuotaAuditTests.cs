using System.Diagnostics;
using System.Globalization;
using System.Net;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>Tests that take all the machine has, and run when the others, some of which watch the clock, have ended.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Load while processes die and stand still, audited by what reached the upstream. Prints what the faults cost. AUDIT_SEED chooses the faults.</summary>
[Collection(nameof(Alone))]
public sealed class QuotaAuditTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_load = TimeSpan.FromSeconds(66);

    // A probe that takes longer waited for more than the upstream, and what a kill holds up it holds up at once.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_onset = TimeSpan.FromSeconds(1);

    // Between a decision and its arrival on a busy machine.
    private const double Jitter = 0.3;

    // What was decided and not sent when a process was stopped, or the machine was busy, arrives late: one call of each of a tenant's clients at most.
    private const int Late = AuditLoad.ClientsOfATenant;

    [Fact]
    public async Task Nothing_reaches_the_upstream_above_any_limit_while_silos_and_the_store_are_killed_and_stopped()
    {
        await using var cluster = await AuditCluster.Start();
        await cluster.Upstream.Behave("latency=120; jitter=0.5");
        var seed = int.Parse(Environment.GetEnvironmentVariable("AUDIT_SEED") ?? "1", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        using var end = new CancellationTokenSource();
        var load = new AuditLoad(cluster, clock, end.Token);
#pragma warning disable RS0030 // The seed is the test's.
        var faults = new AuditFaults(cluster, clock, new Random(seed));
#pragma warning restore RS0030

        var running = load.Run();
        await faults.Run(s_load);
        await end.CancelAsync();
        await running;

        var journal = await cluster.Upstream.Journal(0);
        output.WriteLine($"AUDIT_SEED={seed}: {faults.Faults.Count} faults in {clock.Elapsed.TotalSeconds:F0} s, {journal.Length} calls reached the upstream");
        foreach (var fault in faults.Faults) output.WriteLine($"  {fault.Start.TotalSeconds,5:F1} s  {fault.Kind}{(fault.Silo < 0 ? "" : $" of silo {fault.Silo}")}, {(fault.End - fault.Start).TotalSeconds:F1} s");

        Audit("requests of the bucket, level", AuditCalls.Of(journal, AuditTenants.Bucket).Level(10, _ => 1), 60 + 10 * Jitter, Late);
        Audit("requests of the window, in a minute", AuditCalls.Of(journal, AuditTenants.Window).MostInAMinute(Jitter), 300, Late);
        Audit("requests of the sliding window, in 20 s", AuditCalls.Of(journal, AuditTenants.Sliding).MostWithin(20 - Jitter), 100, Late);
        Audit("tokens of the strict bucket, level", AuditCalls.Of(journal, AuditTenants.Tokens).Level(500, tokens => tokens), 10_000 + 500 * Jitter, Late * 100);
        Audit("calls at once", AuditCalls.Of(journal, AuditTenants.Streams).MostAtOnce(Jitter / 6), 5, 0);
        var all = AuditCalls.Of(journal, AuditTenants.Everything);
        Audit("requests under all limits, level", all.Level(10, _ => 1), 30 + 10 * Jitter, Late);
        Audit("tokens under all limits, level", all.Level(300, tokens => tokens), 3_000 + 300 * Jitter, Late * 100);
        Audit("calls at once under all limits", all.MostAtOnce(Jitter / 6), 6, 0);
        Report(load, faults);
        await ReportBurnt(cluster, faults, AuditCalls.Of(journal, AuditTenants.Daily).Count);
    }

    private void Audit(string what, double most, double limit, int late)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-42} most {most,9:F1} of {limit:F1}"));
        Assert.True(most <= limit + late, $"{what}: {most} is more than {limit} and {late} that may have come late.");
        Assert.True(most > limit / 3, $"{what}: {most} is so far below {limit} that the audit shows nothing.");
    }

    /// <summary>For each kill: how long a tenant had no success at a door that survived it. Each asks ten times a second, so what begins later is of another fault.</summary>
    private void Report(AuditLoad load, AuditFaults faults)
    {
        var windows = new List<double>();
        var untouched = 0;
        foreach (var fault in faults.Faults.Where(fault => fault.Kind == "kill -9"))
        {
            var next = faults.Faults.Select(other => other.Start).Where(start => start > fault.Start).Append(fault.Start + s_onset).Min();
            foreach (var probes in load.Probes.Where(probe => probe.Door != fault.Silo).GroupBy(probe => (probe.Tenant, probe.Door)))
            {
                var after = probes.Where(probe => probe.End >= fault.Start).OrderBy(probe => probe.Start).ToList();
                var first = after.FirstOrDefault(probe => probe.Start < next && (probe.Status is not HttpStatusCode.OK || probe.End - probe.Start > s_wait));
                if (first is null)
                {
                    untouched++;
                    continue;
                }

                var back = after.FirstOrDefault(probe => probe.Start >= first.Start && probe.Status is HttpStatusCode.OK);
                windows.Add(((back ?? after[^1]).End - TimeSpan.FromTicks(Math.Max(first.Start.Ticks, fault.Start.Ticks))).TotalSeconds);
            }
        }

        windows.Sort();
        var failed = load.Probes.Count(probe => probe.Status is not (HttpStatusCode.OK or null));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  denial windows after a kill, surviving doors: {windows.Count} of {windows.Count + untouched} tenants and doors had one; p50 {At(0.5):F1} s, p99 {At(0.99):F1} s; probes {load.Probes.Count}, refused or failed {failed}"));
        Assert.Contains(load.Probes, probe => probe.Status is HttpStatusCode.OK && probe.Start > s_load - TimeSpan.FromSeconds(8));

        double At(double share) => windows.Count == 0 ? 0 : windows[(int)Math.Ceiling(share * windows.Count) - 1];
    }

    private async Task ReportBurnt(AuditCluster cluster, AuditFaults faults, int calls)
    {
        // Once all leases of the dead have lapsed, what is missing of the day's amount was used or burnt.
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(13))) await timer.WaitForNextTickAsync();
        using var api = new Api(cluster.Silos[0].Address, AuditTenants.Daily);
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("The last one."));
        var remaining = long.Parse(answer.Headers.GetValues("x-ratelimit-remaining-requests").Single(), CultureInfo.InvariantCulture);
        var kills = faults.Faults.Count(fault => fault.Kind == "kill -9" || fault.Kind == "SIGSTOP");
        var burnt = AuditTenants.DailyAmount - 1 - remaining - calls;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  burnt of a day's {AuditTenants.DailyAmount} requests: {burnt} over {kills} faults, {100.0 * burnt / kills / AuditTenants.DailyAmount:F3} % a fault ({calls} used)"));
        Assert.True(burnt >= 0, $"{-burnt} requests reached the upstream that no limit counted.");
        Assert.True(burnt <= AuditTenants.DailyAmount / 100 * kills, $"{burnt} requests were burnt in {kills} faults.");
    }
}

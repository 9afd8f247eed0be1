using System.Diagnostics;
using System.Net;

namespace Orchestrator.Bench;

/// <summary>Ten times what the upstream's places allow, from clients that do not wait: how much is answered, how fast, and what it costs in memory.</summary>
internal static class Overload
{
    private const int Places = 30;
    private const double Capacity = Places / 0.2;
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(25);

    public static async Task<int> Measure(string[] doors, Provider provider)
    {
        await provider.Behave("latency=200; jitter=0.5; tokens=5");
        await using (var warm = new Load(doors).Callers("wide", 2 * Places)) await warm.Measure(TimeSpan.Zero, TimeSpan.FromSeconds(8));

        var quiet = await Run(doors, Capacity * 0.2, TimeSpan.FromSeconds(2));
        var peak = await Peak(doors);
        var before = Memory();
        var start = await Run(doors, Capacity * 10, TimeSpan.Zero, TimeSpan.FromSeconds(12));
        var first = Memory();
        var flood = await Run(doors, Capacity * 10, TimeSpan.FromSeconds(12));
        var after = Memory();

        var refused = flood.Where(sample => sample.Status is HttpStatusCode.ServiceUnavailable).ToList();
        var others = flood.Count - flood.Answered().Count - refused.Count;
        Figures.Say($"unloaded (a fifth): {Rate(quiet):F0}/s, p50 {quiet.Answered().Percentile(0.5):F0} ms, p99 {quiet.Answered().Percentile(0.99):F0} ms");
        Figures.Say($"peak (callers that wait): {Rate(peak):F0}/s of {Capacity:F0}");
        Figures.Say($"its first 12 s: p99 {start.Answered().Percentile(0.99):F0} ms of {start.Answered().Count} answered");
        Figures.Say($"ten times: {flood.Count / s_time.TotalSeconds:F0}/s came, {Rate(flood):F0}/s answered = {Rate(flood) / Rate(peak):P1} of the peak");
        Figures.Say($"           p50 {flood.Answered().Percentile(0.5):F0} ms, p99 {flood.Answered().Percentile(0.99):F0} ms = {flood.Answered().Percentile(0.99) / quiet.Answered().Percentile(0.99):F2} times the unloaded one");
        Figures.Say($"           {refused.Count} refused with 503 after p50 {refused.Percentile(0.5):F0} ms, p99 {refused.Percentile(0.99):F0} ms, {refused.Count(sample => !sample.HasRetryAfter)} of them without Retry-After; {others} others");
        Figures.Say($"           memory of the silos {before} MB, {first} MB after the first flood, {after} MB after the second");
        return 0;
    }

    private static double Rate(List<Sample> samples) => samples.Answered().Count / s_time.TotalSeconds;

    private static async Task<List<Sample>> Peak(string[] doors)
    {
        await using var load = new Load(doors).Callers("wide", 2 * Places);
        return await load.Measure(TimeSpan.FromSeconds(3), s_time);
    }

    private static async Task<List<Sample>> Run(string[] doors, double perSecond, TimeSpan settle, TimeSpan? time = null)
    {
        await using var load = new Load(doors).Arrivals("wide", perSecond);
        return await load.Measure(settle, time ?? s_time);
    }

    /// <summary>Resident memory of the silos, in megabytes.</summary>
    private static long Memory() => Process.GetProcessesByName("dotnet")
        .Where(process => File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("Orchestrator.Silo.dll", StringComparison.Ordinal)).Sum(process => process.WorkingSet64) >> 20;
}

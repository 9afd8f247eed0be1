namespace Orchestrator.Bench;

/// <summary>Four quiet tenants with half of the places, without and with a neighbour who would have fifty times his share.</summary>
internal static class Neighbour
{
    private const int Callers = 300;
    private static readonly string[] s_quiet = ["e1", "e2", "e3", "e4"];
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(30);

    public static async Task<int> Measure(string[] doors, Provider provider)
    {
        await provider.Behave("latency=400; jitter=0.5; tokens=5");
        await using var quiet = new Load(doors);
        foreach (var tenant in s_quiet) quiet.Callers(tenant, 12, TimeSpan.FromMilliseconds(250));
        var before = await quiet.Measure(TimeSpan.FromSeconds(6), s_time);
        await using var noisy = new Load(doors).Callers("noisy", Callers);
        var noise = noisy.Measure(TimeSpan.FromSeconds(6), s_time);
        var after = await quiet.Measure(TimeSpan.FromSeconds(6), s_time);

        Say("alone", before);
        Say("beside the neighbour", after);
        Figures.Say($"p99 {after.Answered().Percentile(0.99) / before.Answered().Percentile(0.99):F2} times; {after.Count - after.Answered().Count} of {after.Count} failed; the neighbour was answered {(await noise).Answered().Count / s_time.TotalSeconds:F0}/s");
        return 0;
    }

    private static void Say(string when, List<Sample> samples) => Figures.Say(
        $"{when}: {samples.Answered().Count / s_time.TotalSeconds:F0}/s, p50 {samples.Answered().Percentile(0.5):F0} ms, p90 {samples.Answered().Percentile(0.9):F0} ms, p99 {samples.Answered().Percentile(0.99):F0} ms");
}

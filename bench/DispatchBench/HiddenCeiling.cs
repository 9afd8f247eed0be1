namespace Orchestrator.Bench;

/// <summary>An upstream that bears 50 calls and says nothing, then 25, then 50 again, over all silos.</summary>
internal static class HiddenCeiling
{
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(12);

    public static async Task<int> Measure(string[] doors, Provider provider)
    {
        await provider.Behave("latency=200; tokens=5");
        await provider.Bear(50);
        await using var load = new Load(doors).Callers("wide", 120);
        foreach (var bears in (int[])[50, 25, 50])
        {
            await provider.Bear(bears);
            await Task.Delay(s_settle);
            var before = await provider.Count();
            var samples = await load.Measure(TimeSpan.Zero, s_time);
            var after = await provider.Count();
            var (calls, refused) = (after.Calls - before.Calls, after.Refused - before.Refused);
            Figures.Say($"bears {bears}: goodput {samples.Answered().Count / s_time.TotalSeconds / (bears * 5):P1} of what that allows, {(double)refused / calls:P2} of {calls} calls refused by the upstream, {samples.Count - samples.Answered().Count} failed");
        }

        return 0;
    }
}

namespace Orchestrator.Bench;

/// <summary>Who is served how much while all want more than there is: equal tenants with unequal numbers of callers, then weights of 1, 2 and 4.</summary>
internal static class SharesOfTenants
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(60);

    public static async Task<int> Measure(string[] doors, Provider provider)
    {
        await provider.Behave("latency=200; jitter=0.5; tokens=5");
        var equal = await Run(doors, ("e1", 50), ("e2", 75), ("e3", 100), ("e4", 150));
        Figures.Say($"equal tenants, tokens: {Words(equal)}; Jain {Figures.Jain([.. equal.Values]):F4}");
        var weighted = await Run(doors, ("w1", 150), ("w2", 150), ("w4", 150));
        var sum = weighted.Values.Sum();
        Figures.Say($"weights 1, 2, 4: {Words(weighted)}; of their shares {weighted["w1"] / sum * 7:F3}, {weighted["w2"] / sum * 7 / 2:F3}, {weighted["w4"] / sum * 7 / 4:F3}");
        return 0;
    }

    /// <summary>Every answer has the same number of tokens.</summary>
    private static async Task<Dictionary<string, double>> Run(string[] doors, params (string Tenant, int Callers)[] tenants)
    {
        await using var load = new Load(doors);
        foreach (var (tenant, callers) in tenants) load.Callers(tenant, callers);
        var samples = (await load.Measure(TimeSpan.FromSeconds(6), s_time)).Answered();
        return tenants.ToDictionary(tenant => tenant.Tenant, tenant => (double)samples.Count(sample => sample.Tenant == tenant.Tenant));
    }

    private static string Words(Dictionary<string, double> served) => string.Join(", ", served.Select(tenant => $"{tenant.Key} {tenant.Value:F0} calls"));
}

using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Plans of one to three limits, from tiny to large.</summary>
internal static class Plans
{
    public static PlanTerms Draw(Random random) => new()
    {
        Version = 1,
        Mode = random.Next(2) == 0 ? QuotaMode.Strict : QuotaMode.Estimated,
        Limits = [.. Enumerable.Range(0, random.Next(1, 4)).Select(number => new PlanLimit(Limit(random, $"limit-{number}"), new LimitScope(QuotaScope.Tenant, [])))],
    };

    /// <summary>What a call will use: at most what it reserves, under a plan that is strict; else sometimes more.</summary>
    public static long UsedOf(Random random, PlanTerms plan, long tokens) =>
        plan.Mode is QuotaMode.Estimated && random.Next(10) == 0 ? tokens + random.Next(100) : random.NextInt64(tokens + 1);

    private static LimitTerms Limit(Random random, string name)
    {
        var unit = random.Next(5) switch { 0 or 1 => QuotaUnit.Tokens, 2 => QuotaUnit.Concurrency, 3 => QuotaUnit.Cost, _ => QuotaUnit.Requests };
        var amount = (long)Math.Pow(10, 0.3 + random.NextDouble() * (unit is QuotaUnit.Tokens or QuotaUnit.Cost ? 5 : 3.5));
        if (unit is QuotaUnit.Concurrency) return new LimitTerms(name, unit, QuotaAlgorithm.TokenBucket, amount, 0, amount);
        if (unit is QuotaUnit.Tokens or QuotaUnit.Cost) amount = Math.Max(amount, 200);
        var period = TimeSpan.FromSeconds(random.Next(10, 60)).Ticks;
        return random.Next(3) switch
        {
            0 => new LimitTerms(name, unit, QuotaAlgorithm.FixedWindow, amount, 0, amount, CalendarUnit.Minute),
            1 => new LimitTerms(name, unit, QuotaAlgorithm.SlidingWindow, amount, period, amount),
            _ => new LimitTerms(name, unit, QuotaAlgorithm.TokenBucket, amount, period, Math.Max(200, amount * random.Next(1, 20) / 10)),
        };
    }
}

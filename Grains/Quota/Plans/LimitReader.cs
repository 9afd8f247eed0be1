namespace Orchestrator.Quota;

/// <summary>Says a configured limit in whole units, defaults filled in.</summary>
internal static class LimitReader
{
    private static readonly TimeSpan s_usualWait = TimeSpan.FromSeconds(5);

    /// <summary>The limit, which has been checked, as the contract knows it.</summary>
    public static PlanLimit Read(QuotaLimitOptions limit)
    {
        var algorithm = limit.Algorithm ?? QuotaAlgorithm.TokenBucket;
        var amount = Units(limit, limit.Amount);
        var terms = new LimitTerms(limit.Name, limit.Unit, algorithm, amount, limit.Period?.Ticks ?? 0, Units(limit, BurstOf(limit)));
        if (algorithm is QuotaAlgorithm.FixedWindow) terms = terms with { Every = limit.Every!.Value, TimeZone = limit.TimeZone ?? terms.TimeZone };
        return new PlanLimit(terms, new LimitScope(limit.Scope, [.. limit.Only]));
    }

    /// <summary>The burst that is set, or what it is by default.</summary>
    public static decimal BurstOf(QuotaLimitOptions limit)
    {
        if (limit.Burst is { } set) return set;
        if (limit.Algorithm is not QuotaAlgorithm.LeakyBucket || limit.Period is not { } period) return limit.Amount;
        var least = limit.Unit is QuotaUnit.Cost ? 1m / PriceList.Unit : 1;
        var flow = limit.Amount * s_usualWait.Ticks / period.Ticks;
        return Math.Max(least, decimal.Round(flow, limit.Unit is QuotaUnit.Cost ? LimitRules.CostDecimals : 0, MidpointRounding.ToZero));
    }

    private static long Units(QuotaLimitOptions limit, decimal amount) => (long)(limit.Unit is QuotaUnit.Cost ? amount * PriceList.Unit : amount);
}

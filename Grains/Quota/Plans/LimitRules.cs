using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>What one limit of a plan may be. Messages name the path, what stands there and what is expected.</summary>
internal static class LimitRules
{
    public const int CostDecimals = 9;

    private const decimal MostAmount = 1_000_000_000_000;
    private const decimal LeastCost = 0.000000001m;
    private const decimal MostCost = 100_000_000;
    private const decimal MostBursts = 1_000;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortestSliding = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(31);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    public static void Check(string path, QuotaLimitOptions limit, ValidateOptionsResultBuilder errors)
    {
        if (!Enum.IsDefined(limit.Unit)) errors.AddError($"{path}:Unit is {limit.Unit}, expected Requests, Tokens, Concurrency or Cost.");
        if (limit.Algorithm is { } algorithm && !Enum.IsDefined(algorithm))
            errors.AddError($"{path}:Algorithm is {algorithm}, expected TokenBucket, LeakyBucket, FixedWindow or SlidingWindow.");
        CheckUnits($"{path}:Amount", limit, limit.Amount, "", errors);

        if (limit.Unit is QuotaUnit.Concurrency) CheckConcurrency(path, limit, errors);
        else if (limit.Algorithm is QuotaAlgorithm.FixedWindow) CheckFixedWindow(path, limit, errors);
        else CheckPeriodic(path, limit, errors);
    }

    private static void CheckConcurrency(string path, QuotaLimitOptions limit, ValidateOptionsResultBuilder errors)
    {
        const string Reason = "but concurrency has none";
        Unset($"{path}:Algorithm", limit.Algorithm, Reason, errors);
        Unset($"{path}:Period", limit.Period, Reason, errors);
        Unset($"{path}:Burst", limit.Burst, Reason, errors);
        Unset($"{path}:Every", limit.Every, Reason, errors);
        Unset($"{path}:TimeZone", limit.TimeZone, Reason, errors);
    }

    private static void CheckFixedWindow(string path, QuotaLimitOptions limit, ValidateOptionsResultBuilder errors)
    {
        Unset($"{path}:Period", limit.Period, "but a FixedWindow has Every instead", errors);
        Unset($"{path}:Burst", limit.Burst, "but a FixedWindow has none", errors);
        const string Expected = "expected Minute, Hour, Day or Month";
        if (limit.Every is not { } every) errors.AddError($"{path}:Every is missing, {Expected}.");
        else if (!Enum.IsDefined(every)) errors.AddError($"{path}:Every is {every}, {Expected}.");
        if (limit.TimeZone is { } zone) ZoneRules.Check($"{path}:TimeZone", zone, errors);
    }

    private static void CheckPeriodic(string path, QuotaLimitOptions limit, ValidateOptionsResultBuilder errors)
    {
        Unset($"{path}:Every", limit.Every, "but only a FixedWindow has it: expected a Period", errors);
        Unset($"{path}:TimeZone", limit.TimeZone, "but only a FixedWindow has one", errors);

        var sliding = limit.Algorithm is QuotaAlgorithm.SlidingWindow;
        var shortest = sliding ? s_shortestSliding : s_shortest;
        if (limit.Period is not { } period) errors.AddError($"{path}:Period is missing, expected {shortest} to {s_longest}.");
        else if (period < shortest || period > s_longest) errors.AddError($"{path}:Period is {period}, expected {shortest} to {s_longest}.");
        else if (limit.Algorithm is QuotaAlgorithm.LeakyBucket) CheckWait(path, limit, period, errors);

        if (sliding) Unset($"{path}:Burst", limit.Burst, "but a SlidingWindow has none", errors);
        else if (limit.Burst is { } burst) CheckUnits($"{path}:Burst", limit, burst, $" for an Amount of {limit.Amount}", errors);
    }

    /// <summary>Amounts and bursts; a burst is no more than so many times the amount.</summary>
    private static void CheckUnits(string path, QuotaLimitOptions limit, decimal units, string forWhat, ValidateOptionsResultBuilder errors)
    {
        var (least, most, decimals, kind) = limit.Unit is QuotaUnit.Cost ? (LeastCost, MostCost, CostDecimals, "with at most 9 decimals") : (1, MostAmount, 0, "a whole number");
        if (forWhat.Length > 0) most = Math.Min(Math.Clamp(limit.Amount, least, most) * MostBursts, most);
        if (units < least || units > most || decimal.Round(units, decimals) != units) errors.AddError($"{path} is {units}, expected {least} to {most}{forWhat}, {kind}.");
    }

    private static void CheckWait(string path, QuotaLimitOptions limit, TimeSpan period, ValidateOptionsResultBuilder errors)
    {
        var burst = LimitReader.BurstOf(limit);
        if (limit.Amount <= 0 || burst <= 0 || burst > MostAmount) return;
        var wait = burst * period.Ticks / limit.Amount / TimeSpan.TicksPerSecond;
        if (wait <= (decimal)s_longestWait.TotalSeconds) return;
        errors.AddError($"{path}:Burst is {burst}{(limit.Burst is null ? " by default" : "")}: at an Amount of {limit.Amount} in {period} the last would wait {wait:0.###} s for its turn, expected at most {s_longestWait.TotalSeconds} s.");
    }

    private static void Unset<T>(string path, T value, string reason, ValidateOptionsResultBuilder errors)
    {
        if (value is not null) errors.AddError($"{path} is {value}, {reason}.");
    }
}

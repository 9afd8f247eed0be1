using CsCheck;
using Microsoft.Extensions.Options;
using Xunit;

namespace Orchestrator.Quota;

/// <summary>Prices for tests: DeepSeek's hours, and any that configuration accepts.</summary>
internal static class Prices
{
    /// <summary>When clocks are set in Berlin, New York and Lord Howe, there by half an hour.</summary>
    private static readonly DateTimeOffset[] s_set = [new(2026, 3, 29, 1, 0, 0, default), new(2026, 10, 25, 1, 0, 0, default), new(2026, 11, 1, 6, 0, 0, default), new(2026, 4, 4, 15, 0, 0, default)];

    private static readonly Gen<decimal> s_price = Gen.OneOf(Gen.Long[0, 5_000_000], Gen.Long[0, 1_000_000_000_000]).Select(millionths => millionths / 1_000_000m);
    private static readonly Gen<TimeOnly> s_time = Gen.Int[0, 24 * 60 - 1].Select(minutes => TimeOnly.MinValue.AddMinutes(minutes));

    private static readonly Gen<PeakOptions> s_peak =
        Gen.Select(Gen.Int[0, 6].List[0, 3], s_time, s_time, Gen.OneOf("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"), Gen.Long[1, 10_000])
            .Select((days, from, to, zone, factor) => new PeakOptions { Days = [.. days.Select(day => (DayOfWeek)day)], From = from, To = to, TimeZone = zone, Factor = factor / 100m });

    public static PeakOptions BeijingMorning => Weekdays(new(9, 0), new(12, 0));

    public static PeakOptions BeijingAfternoon => Weekdays(new(14, 0), new(18, 0));

    public static Gen<PriceOptions> Lists { get; } = Gen.Select(s_price, s_price, s_price, s_peak.List[0, 3])
        .Select((hit, miss, output, peak) => new PriceOptions { CacheHit = hit, CacheMiss = miss, Output = output, Peak = peak });

    /// <summary>Moments of a few years, and more of those at which clocks are set.</summary>
    public static Gen<DateTimeOffset> Moments { get; } = Gen.OneOf(
        Gen.Long[0, TimeSpan.FromDays(1500).Ticks].Select(ticks => new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks)),
        Gen.Select(
            Gen.OneOf(s_set),
            Gen.Long[-TimeSpan.TicksPerHour * 3, TimeSpan.TicksPerHour * 3]).Select((set, ticks) => set.AddTicks(ticks)));

    public static Gen<TokenUsage> Usages { get; } = Gen.OneOf(Gen.Long[0, 100_000], Gen.Long[0, long.MaxValue])
        .SelectMany(prompt => Gen.Select(Gen.Const(prompt), Gen.Long[0, prompt], Gen.OneOf(Gen.Long[0, 100_000], Gen.Long[0, long.MaxValue])))
        .Select((prompt, cached, completion) => new TokenUsage(prompt, completion, cached));

    public static PriceList Read(decimal hit, decimal miss, decimal output, params PeakOptions[] peak) =>
        Of(new PriceOptions { CacheHit = hit, CacheMiss = miss, Output = output, Peak = [.. peak] });

    /// <summary>As configuration brings it: checked, then read.</summary>
    public static PriceList Of(PriceOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        PriceRules.Check("Models:test", new QuotaModelOptions { Price = options }, errors);
        Assert.Null(errors.Build().FailureMessage);
        return PriceReader.Read(new QuotaModelOptions { Price = options }).Price!;
    }

    /// <summary>Whether the window holds when the clock shows a time: told by looking at the clock, where the list counts from a beginning.</summary>
    public static bool IsIn(PeakOptions window, DateTime shown)
    {
        var (from, to, time) = (window.From!.Value.Ticks, window.To!.Value.Ticks, shown.TimeOfDay.Ticks);
        bool On(DayOfWeek day) => window.Days.Count == 0 || window.Days.Contains(day);
        if (from < to) return On(shown.DayOfWeek) && time >= from && time < to;
        return (On(shown.DayOfWeek) && time >= from) || (On(shown.AddDays(-1).DayOfWeek) && time < to);
    }

    private static PeakOptions Weekdays(TimeOnly from, TimeOnly to) => new()
    {
        Days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
        From = from,
        To = to,
        TimeZone = "Asia/Shanghai",
        Factor = 2,
    };
}

using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>Says configured prices, which have been checked, in whole numbers.</summary>
internal static class PriceReader
{
    private const decimal Millionth = 1_000_000;
    private const decimal Hundredth = 100;

    public static ModelTerms Read(QuotaModelOptions model) => new(model.Price is { } price ? Read(price) : null, model.MaxTokens);

    private static PriceList Read(PriceOptions price)
    {
        var miss = Price(price.CacheMiss!.Value);
        return new PriceList(price.CacheHit is { } hit ? Price(hit) : miss, miss, Price(price.Output!.Value), [.. price.Peak.Select(Read)]);
    }

    private static PeakWindow Read(PeakOptions window)
    {
        var (from, to) = (window.From!.Value, window.To!.Value);
        ImmutableArray<DayOfWeek> days = window.Days.Count == 0 ? [.. Enum.GetValues<DayOfWeek>()] : [.. window.Days];
        return new PeakWindow(days, from, from == to ? TimeSpan.FromDays(1) : to - from, TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone), (uint)(window.Factor!.Value * Hundredth));
    }

    private static ulong Price(decimal price) => (ulong)(price * Millionth);
}

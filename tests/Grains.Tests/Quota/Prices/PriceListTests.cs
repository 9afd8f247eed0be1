using System.Numerics;
using CsCheck;
using Xunit;

namespace Orchestrator.Quota;

public sealed class PriceListTests
{
    private static readonly DateTimeOffset s_thursday = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>DeepSeek's flash: 0.003, 0.15 and 0.60 for a million tokens, twice that at peak hours.</summary>
    private static readonly PriceList s_flash = Prices.Read(0.003m, 0.15m, 0.60m, Prices.BeijingMorning, Prices.BeijingAfternoon);

    [Theory]
    [InlineData(1_000_000, 0, 0, 150_000_000)]
    [InlineData(1_000_000, 1_000_000, 0, 3_000_000)]
    [InlineData(0, 0, 1_000_000, 600_000_000)]
    [InlineData(1_000, 400, 10, 400 * 3 + 600 * 150 + 10 * 600)]
    public void Hits_misses_and_output_have_their_own_price(long prompt, long cached, long completion, long cost) =>
        Assert.Equal(cost, s_flash.Of(new TokenUsage(prompt, completion, cached), s_thursday));

    [Theory]
    [InlineData("00:59:59.9999999", 1)]
    [InlineData("01:00:00", 2)]
    [InlineData("03:59:59.9999999", 2)]
    [InlineData("04:00:00", 1)]
    [InlineData("06:00:00", 2)]
    [InlineData("10:00:00", 1)]
    public void A_window_holds_from_its_beginning_to_just_before_its_end(string time, int factor) =>
        Assert.Equal(factor * 600, s_flash.Of(new TokenUsage(0, 1), s_thursday + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_window_holds_on_its_days_only() =>
        Assert.Equal(600, s_flash.Of(new TokenUsage(0, 1), s_thursday.AddDays(2).AddHours(2)));

    [Fact]
    public void A_part_of_a_billionth_is_a_whole_one() =>
        Assert.Equal(1, Prices.Read(0, 0, 0.000001m).Of(new TokenUsage(0, 1), s_thursday));

    [Fact]
    public void A_call_that_begins_before_the_peak_and_may_end_in_it_is_reserved_at_the_peaks_price()
    {
        Assert.Equal(1_200, s_flash.Most(0, 1, s_thursday.AddMinutes(1)));
        Assert.Equal(600, s_flash.Most(0, 1, s_thursday.AddHours(-1)));
    }

    [Fact]
    public void A_call_that_begins_in_the_last_minute_of_the_peak_is_reserved_at_its_price() =>
        Assert.Equal(1_200, s_flash.Most(0, 1, s_thursday.AddHours(4).AddTicks(-1)));

    [Fact]
    public void A_discount_is_reckoned_with_only_while_it_is_sure_to_hold()
    {
        var list = Prices.Read(0, 0, 1, new PeakOptions { From = new(16, 30), To = new(0, 30), Factor = 0.5m });

        Assert.Equal(500, list.Most(0, 1, s_thursday.AddHours(20)));
        Assert.Equal(1_000, list.Most(0, 1, s_thursday.AddHours(24)));
        Assert.Equal(500, list.Of(new TokenUsage(0, 1), s_thursday.AddHours(24)));
    }

    [Fact]
    public void A_discount_that_is_sure_to_hold_stays_one_beside_a_window_that_only_may()
    {
        PeakOptions Window(int from, int to, decimal factor) => new() { From = new(from, 0), To = new(to, 0), Factor = factor };

        Assert.Equal(500, Prices.Read(0, 0, 1, Window(16, 23, 0.5m), Window(17, 18, 0.3m)).Most(0, 1, s_thursday.AddHours(16.5)));
    }

    [Fact]
    public void A_window_that_a_clock_shows_before_it_is_set_back_is_reckoned_with()
    {
        // In Berlin 02:10 of summer time, 62 minutes before 02:12 of winter time.
        var list = Prices.Read(0, 0, 1, new PeakOptions { From = new(2, 20), To = new(2, 40), TimeZone = "Europe/Berlin", Factor = 3 });

        Assert.Equal(3_000, list.Most(0, 1, new DateTimeOffset(2026, 10, 25, 0, 10, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(0.5, 0.1)]
    [InlineData(0.1, 0.5)]
    public void A_prompt_is_reserved_at_the_dearer_of_its_prices(double hit, double miss) =>
        Assert.Equal(500, Prices.Read((decimal)hit, (decimal)miss, 1).Most(1, 0, s_thursday));

    [Fact]
    public void The_dearest_of_several_windows_holds()
    {
        PeakOptions Window(decimal factor) => new() { From = new(1, 0), To = new(2, 0), Factor = factor };

        Assert.Equal(3_000, Prices.Read(0, 0, 1, Window(0.5m), Window(3), Window(2)).Of(new TokenUsage(0, 1), s_thursday.AddHours(1)));
    }

    [Fact]
    public void Prices_are_exact_to_the_billionth_and_end_where_a_long_does() =>
        Gen.Select(Prices.Lists, Prices.Moments, Prices.Usages).Sample((options, at, usage) =>
        {
            var list = Prices.Of(options);
            var factor = options.Peak.Select(window => (Window: window, At: TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone)).DateTime))
                .Where(peak => Prices.IsIn(peak.Window, peak.At)).Select(peak => peak.Window.Factor!.Value).DefaultIfEmpty(1).Max();
            var hit = options.CacheHit ?? options.CacheMiss!.Value;
            var sum = Millionths(hit) * usage.Cached + Millionths(options.CacheMiss!.Value) * (usage.Prompt - usage.Cached) + Millionths(options.Output!.Value) * usage.Completion;
            var exact = (sum * (BigInteger)(factor * 100) + 99_999) / 100_000;

            Assert.Equal((long)BigInteger.Min(exact, long.MaxValue), list.Of(usage, at));
        });

    [Fact]
    public void The_bound_covers_every_use_within_it_whenever_the_call_ends() =>
        Gen.Select(Prices.Lists, Prices.Moments, Prices.Usages, Gen.Long[0, PriceList.LongestCall.Ticks], Gen.Long[0, 1_000], Gen.Long[0, 1_000]).Sample((options, now, usage, ticks, morePrompt, moreCompletion) =>
        {
            var list = Prices.Of(options);
            var (prompt, completion) = (Sum(usage.Prompt, morePrompt), Sum(usage.Completion, moreCompletion));

            return list.Most(prompt, completion, now) >= list.Of(usage, now.AddTicks(ticks)) && list.Most(prompt, completion, now) >= list.Most(usage.Prompt, usage.Completion, now);
        });

    [Fact]
    public void The_completion_within_a_cost_is_the_largest_that_is() =>
        Gen.Select(Prices.Lists, Prices.Moments, Gen.Long[1, 100_000_000 * PriceList.Unit], Gen.Long[0, 10_000_000]).Sample((options, now, cost, prompt) =>
        {
            var list = Prices.Of(options);
            var most = list.CompletionWithin(cost, prompt, now);

            Assert.True(most == 0 || list.Most(prompt, most, now) <= cost);
            Assert.True(most == long.MaxValue || list.Most(prompt, most + 1, now) > cost);
        });

    private static BigInteger Millionths(decimal price) => (BigInteger)(price * 1_000_000);

    private static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}

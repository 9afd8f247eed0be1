using CsCheck;
using Orchestrator.Dispatch;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class ConcurrencyLimitTests
{
    [Fact]
    public void It_stays_between_its_bounds_whatever_it_hears() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 500], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 600], Gen.Int[0, 5000]).Array[0, 200]).Sample((least, more, heard) =>
        {
            var options = new ConcurrencyOptions { Least = least, Ceiling = least + more };
            var limit = new ConcurrencyLimit(options, TimeSpan.Zero);
            var now = TimeSpan.Zero;
            foreach (var (what, number, milliseconds) in heard)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                if (what == 0) limit.Refused(number % 3 == 0 ? null : number, now);
                else if (what == 1) limit.FirstTokens(1, TimeSpan.FromMilliseconds(number + 1));
                else limit.Observe(number, number % 7, now);
                Assert.InRange(limit.Limit, options.Least, options.Ceiling);
            }
        });

    [Fact]
    public void A_refusal_never_raises_it() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[0, 600], Gen.Bool, Gen.Int[0, 9000]).Sample((start, number, isNamed, milliseconds) =>
        {
            var limit = new ConcurrencyLimit(new ConcurrencyOptions { Start = start }, TimeSpan.Zero);
            var before = limit.Limit;

            limit.Refused(isNamed ? number : null, TimeSpan.FromMilliseconds(milliseconds));

            Assert.True(limit.Limit <= before);
        });

    [Fact]
    public void The_number_that_the_upstream_names_is_kept_exactly()
    {
        var limit = new ConcurrencyLimit(new ConcurrencyOptions { Start = 100 }, TimeSpan.Zero);

        limit.Refused(25, TimeSpan.FromSeconds(1));

        Assert.Equal(25, limit.Limit);
    }

    [Fact]
    public void What_is_not_used_up_does_not_grow()
    {
        var limit = new ConcurrencyLimit(new ConcurrencyOptions { Start = 20 }, TimeSpan.Zero);

        for (var second = 1; second < 60; second++) limit.Observe(10, 0, TimeSpan.FromSeconds(second));

        Assert.Equal(20, limit.Limit);
    }

    [Fact]
    public void First_tokens_that_take_far_longer_than_usual_lower_it_gently_and_not_for_good()
    {
        var limit = new ConcurrencyLimit(new ConcurrencyOptions { Start = 100, Ceiling = 100 }, TimeSpan.Zero);
        var now = TimeSpan.Zero;
        void Seconds(int count, int firstToken)
        {
            for (var i = 0; i < count * 2; i++)
            {
                now += TimeSpan.FromMilliseconds(500);
                limit.FirstTokens(10, TimeSpan.FromMilliseconds(firstToken));
                limit.Observe(limit.Limit, 10, now);
            }
        }

        Seconds(10, 200);
        Assert.Equal(100, limit.Limit);
        Seconds(3, 1000);
        Assert.InRange(limit.Limit, 50, 90);
        Seconds(60, 200);
        Assert.Equal(100, limit.Limit);
    }

    /// <summary>Three silos before an upstream with a hidden ceiling that changes; calls take 0.5 to 1.5 s, messages 5 ms, and every silo always has calls that wait.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hidden_ceiling_is_found_and_followed_both_ways_within_fifteen_seconds(bool isNamed)
    {
        var weather = new HiddenCeiling(silos: 3, isNamed, seed: 5);
        weather.Run(TimeSpan.FromSeconds(20), ceiling: 50);

        var settled = weather.Run(TimeSpan.FromSeconds(60), ceiling: 50);
        Assert.True(settled.Refused <= 0.02 && settled.Used >= 0.9, $"settled at 50: {settled}");
        weather.Run(TimeSpan.FromSeconds(15), ceiling: 25);
        var lower = weather.Run(TimeSpan.FromSeconds(60), ceiling: 25);
        Assert.True(lower.Refused <= 0.02 && lower.Used >= 0.9, $"settled at 25: {lower}");
        weather.Run(TimeSpan.FromSeconds(15), ceiling: 50);
        var higher = weather.Run(TimeSpan.FromSeconds(60), ceiling: 50);
        Assert.True(higher.Refused <= 0.02 && higher.Used >= 0.9, $"settled at 50 again: {higher}");
    }
}

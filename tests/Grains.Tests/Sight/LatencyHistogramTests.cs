using CsCheck;
using Xunit;

namespace Orchestrator.Sight;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_bucket_ends_at_most_a_sixteenth_above_what_is_in_it()
    {
        Gen.Long[0, uint.MaxValue].Sample(value =>
        {
            var end = LatencyHistogram.EndOf(LatencyHistogram.BucketOf(TimeSpan.FromMicroseconds(value))).TotalMicroseconds;

            Assert.InRange(end, value, value + (value / 16.0));
        });
    }

    [Fact]
    public void Longer_durations_are_in_later_buckets_and_none_beyond_the_last()
    {
        Assert.Equal(0, LatencyHistogram.BucketOf(TimeSpan.FromSeconds(-1)));
        Gen.Select(Gen.Long[0, uint.MaxValue], Gen.Long[0, uint.MaxValue]).Sample((one, other) =>
            Assert.True(LatencyHistogram.BucketOf(TimeSpan.FromMicroseconds(Math.Min(one, other))) <= LatencyHistogram.BucketOf(TimeSpan.FromMicroseconds(Math.Max(one, other)))));
        Assert.InRange(LatencyHistogram.BucketOf(TimeSpan.MaxValue), 0, LatencyHistogram.Buckets - 1);
    }

    [Fact]
    public void Percentiles_are_the_sorted_durations_but_for_a_sixteenth_however_they_are_spread_over_silos()
    {
        Gen.Select(Gen.Long[0, 60_000_000].Array[1, 300], Gen.Int[1, 4]).Sample((values, silos) =>
        {
            var bars = Enumerable.Range(0, silos).SelectMany(silo =>
            {
                var counts = new int[LatencyHistogram.Buckets];
                foreach (var value in values.Where((_, index) => index % silos == silo)) counts[LatencyHistogram.BucketOf(TimeSpan.FromMicroseconds(value))]++;
                return LatencyHistogram.Bars(counts);
            });

            var percentiles = LatencyHistogram.Percentiles(bars);

            Assert.Equal(values.Length, percentiles.Count);
            Assert.All([(0.5, percentiles.P50), (0.95, percentiles.P95), (0.99, percentiles.P99)], (one) =>
            {
                var exact = values.Order().ElementAt((int)Math.Ceiling(values.Length * one.Item1) - 1);
                Assert.InRange(one.Item2.TotalMicroseconds, exact, exact + (exact / 16.0));
            });
        });
    }

    [Fact]
    public void Nothing_has_no_percentiles() => Assert.Equal(default, LatencyHistogram.Percentiles([]));
}

using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

public sealed class TokenBucketTests
{
    private const long Start = 638_000_000_000_000_000;

    private static readonly Gen<LimitTerms> s_terms = Gen.Select(Gen.Long[1, 50], Gen.Long[1, 60], Gen.Long[1, 80],
        (amount, period, burst) => new LimitTerms("any", QuotaUnit.Tokens, amount, period, burst));

    private static readonly Gen<Step[]> s_steps = Gen.Select(Gen.Long[0, 40], Gen.Long[0, 60], Gen.Int[0, 3], Gen.Long[0, 60],
        (pause, units, earlier, back) => new Step(pause, units, earlier, back)).Array[1, 60];

    [Fact]
    public void In_any_window_no_more_than_burst_and_refill_is_granted() =>
        Gen.Select(s_terms, s_steps).Sample((terms, steps) =>
        {
            var now = Start;
            var bucket = new TokenBucket(terms, now, 0);
            var log = new List<Grant>();
            foreach (var step in steps)
            {
                bucket.Advance(now += step.Pause);
                var units = Math.Min(step.Units, terms.Burst);
                if (bucket.WaitFor(units) == TimeSpan.Zero) log.Add(new Grant(now, units, bucket.Take(units)));
                GiveBack(bucket, log, step);
                AssertNoWindowIsOver(terms, log);
            }
        });

    [Fact]
    public void Giving_back_leaves_the_bucket_as_if_the_rest_had_never_been_taken() =>
        Gen.Select(s_terms, s_steps).Sample((terms, steps) =>
        {
            var now = Start;
            var bucket = new TokenBucket(terms, now, 0);
            var log = new List<Grant>();
            foreach (var step in steps)
            {
                bucket.Advance(now += step.Pause);
                log.Add(new Grant(now, step.Units, bucket.Take(step.Units)));
                GiveBack(bucket, log, step);
            }

            Assert.Equal(PositionOf(terms, log, now), bucket.Position);
        });

    [Fact]
    public void The_wait_is_enough_and_no_tick_too_long() =>
        Gen.Select(s_terms, s_steps).Sample((terms, steps) =>
        {
            var now = Start;
            var bucket = new TokenBucket(terms, now, 0);
            foreach (var step in steps)
            {
                bucket.Advance(now += step.Pause);
                var units = Math.Min(step.Units, terms.Burst);
                var wait = bucket.WaitFor(units).Ticks;
                if (wait > 0)
                {
                    bucket.Advance(now += wait - 1);
                    Assert.True(bucket.WaitFor(units) > TimeSpan.Zero);
                    bucket.Advance(now += 1);
                }

                Assert.Equal(TimeSpan.Zero, bucket.WaitFor(units));
                bucket.Take(units);
            }
        });

    [Fact]
    public void A_clock_that_goes_back_refills_nothing()
    {
        var bucket = new TokenBucket(PerMinute(60), Start, 0);
        bucket.Take(60);

        bucket.Advance(Start - TimeSpan.TicksPerHour);
        bucket.Advance(Start);

        Assert.Equal(0, bucket.Remaining);
    }

    [Fact]
    public void Debt_is_paid_before_anything_fits_again()
    {
        var bucket = new TokenBucket(PerMinute(60), Start, 0);

        bucket.Owe(90);

        Assert.Equal(0, bucket.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(31), bucket.WaitFor(1));
        Assert.Equal(TimeSpan.FromSeconds(90), bucket.ResetAfter);
    }

    [Fact]
    public void The_largest_debt_ends_with_the_calendar()
    {
        var bucket = new TokenBucket(new LimitTerms("any", QuotaUnit.Tokens, 1, TimeSpan.FromDays(31).Ticks, 1), Start, 0);

        bucket.Owe(long.MaxValue);
        bucket.Owe(long.MaxValue);

        Assert.Equal(DateTime.MaxValue.Ticks, bucket.Position);
    }

    [Theory]
    [InlineData(600, 30, 570)]
    [InlineData(60, 30, 30)]
    [InlineData(20, 30, 0)]
    public void What_is_used_stays_used_under_another_amount(long amount, long used, long remaining)
    {
        var bucket = new TokenBucket(PerMinute(60), Start, 0);
        bucket.Take(used);

        bucket.Resize(PerMinute(amount));

        Assert.Equal(remaining, bucket.Remaining);
    }

    [Fact]
    public void A_smaller_amount_asks_for_no_more_than_a_whole_burst()
    {
        var bucket = new TokenBucket(PerMinute(1_000_000), Start, 0);
        bucket.Take(1_000_000);

        bucket.Resize(PerMinute(10));

        Assert.Equal(TimeSpan.FromMinutes(1), bucket.ResetAfter);
    }

    [Fact]
    public void What_is_held_across_a_change_of_pace_is_not_given_back()
    {
        var bucket = new TokenBucket(PerMinute(60), Start, 0);
        var layer = bucket.Take(30);
        bucket.Resize(PerMinute(600));

        bucket.GiveBack(layer, 30);
        bucket.Release(layer);

        Assert.Equal(570, bucket.Remaining);
    }

    private static LimitTerms PerMinute(long amount) => new("any", QuotaUnit.Tokens, amount, TimeSpan.TicksPerMinute, amount);

    private static void GiveBack(TokenBucket bucket, List<Grant> log, Step step)
    {
        if (step.Earlier == 0 || step.Earlier * 2 > log.Count) return;
        var grant = log[^(step.Earlier * 2)];
        if (grant.Released) return;

        var units = Math.Min(step.Back, grant.Units);
        bucket.GiveBack(grant.Layer, units);
        bucket.Release(grant.Layer);
        grant.Units -= units;
        grant.Released = true;
    }

    private static void AssertNoWindowIsOver(LimitTerms terms, List<Grant> log)
    {
        for (var first = 0; first < log.Count; first++)
        {
            Int128 granted = 0;
            for (var last = first; last < log.Count; last++)
            {
                granted += log[last].Units;
                var allowed = (Int128)terms.Burst * terms.Period + (Int128)(log[last].At - log[first].At) * terms.Amount;
                Assert.True(granted * terms.Period <= allowed, $"{granted} granted within {log[last].At - log[first].At} ticks under {terms}");
            }
        }
    }

    private static long PositionOf(LimitTerms terms, List<Grant> log, long now)
    {
        Int128 depth = 0;
        var at = Start;
        foreach (var grant in log)
        {
            depth = Int128.Max(0, depth - (Int128)(grant.At - at) * terms.Amount) + (Int128)grant.Units * terms.Period;
            at = grant.At;
        }

        depth = Int128.Max(0, depth - (Int128)(now - at) * terms.Amount);
        return now + (long)((depth + terms.Amount - 1) / terms.Amount);
    }

    private sealed record Step(long Pause, long Units, int Earlier, long Back);

    private sealed class Grant(long at, long units, Layer layer)
    {
        public long At { get; } = at;

        public long Units { get; set; } = units;

        public Layer Layer { get; } = layer;

        public bool Released { get; set; }
    }
}

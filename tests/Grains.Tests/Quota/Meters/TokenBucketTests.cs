using System.Numerics;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class TokenBucketTests : MeterSpec
{
    private const long MostAmount = 1_000_000_000_000_000_000;

    private protected override Gen<LimitTerms> Terms { get; } = TermsOf(QuotaAlgorithm.TokenBucket);

    private protected override BigInteger UsedBy(LimitTerms terms, List<Spending> log, long at) => Undrained(terms, log, at);

    private protected override BigInteger? Bound(LimitTerms terms, long from, Spending last) =>
        terms.Burst + (BigInteger)(last.At - from) * terms.Amount / terms.Period;

    [Fact]
    public void Debt_is_paid_before_anything_fits_again()
    {
        var meter = Meter.Create(PerMinute(60), null, MeterRun.Start);

        meter.Spend(90);

        Assert.False(meter.Fits(0, 1));
        Assert.Equal(TimeSpan.FromSeconds(31), meter.WaitFor(0, 1));
        Assert.Equal(TimeSpan.FromSeconds(90), meter.ResetAfter);
    }

    [Fact]
    public void A_clock_that_goes_back_refills_nothing_and_the_wait_says_so()
    {
        var meter = Meter.Create(PerMinute(60), null, MeterRun.Start);
        meter.Spend(60);

        meter.Advance(MeterRun.Start - TimeSpan.TicksPerHour);
        Assert.Equal(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1), meter.WaitFor(0, 1));

        meter.Advance(MeterRun.Start);
        Assert.Equal(60, meter.Used);
    }

    [Fact]
    public void One_a_minute_is_one_a_minute()
    {
        var meter = Meter.Create(PerMinute(1), null, MeterRun.Start);
        for (var minute = 0; minute < 1_000; minute++)
        {
            meter.Advance(MeterRun.Start + minute * TimeSpan.TicksPerMinute);
            Assert.True(meter.Fits(0, 1));
            meter.Spend(1);
            Assert.False(meter.Fits(0, 1));
            meter.Advance(MeterRun.Start + (minute + 1) * TimeSpan.TicksPerMinute - 1);
            Assert.False(meter.Fits(0, 1));
        }
    }

    [Fact]
    public void Steady_load_of_99_percent_is_never_refused() =>
        Terms.Sample(terms =>
        {
            var (meter, now) = (Meter.Create(terms, null, MeterRun.Start), MeterRun.Start);
            var unit = Math.Max(1, Math.Min(terms.Burst, terms.Amount) / 100);
            var pace = 99 * (BigInteger)terms.Amount;
            var spacing = (long)((unit * (BigInteger)terms.Period * 100 + pace - 1) / pace);
            for (var i = 0; i < 200; i++, now += spacing)
            {
                meter.Advance(now);
                Assert.True(meter.Fits(0, unit), $"call {i} of {unit} units every {spacing} ticks was refused");
                meter.Spend(unit);
            }
        });

    /// <summary>Small limits within few ticks, ordinary ones, and the largest there may be.</summary>
    internal static Gen<LimitTerms> TermsOf(QuotaAlgorithm algorithm)
    {
        var small = Gen.Select(Gen.Long[1, 50], Gen.Long[1, 60], Gen.Long[1, 80]);
        var usual = Gen.Select(Gen.Long[1, 100_000], Gen.Long[TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay], Gen.Long[1, 100_000]);
        var large = Gen.Select(Gen.Long[1, MostAmount], Gen.Long[1, 31 * TimeSpan.TicksPerDay], Gen.Long[1, MostAmount]);
        return Gen.OneOf(small, usual, large)
            .Select(terms => new LimitTerms("any", QuotaUnit.Cost, algorithm, terms.Item1, terms.Item2, terms.Item3));
    }

    /// <summary>What is left of a queue: the most that came since any one arrival, less what could be served since it.</summary>
    internal static BigInteger Undrained(LimitTerms terms, List<Spending> log, long at)
    {
        BigInteger most = 0, arrived = 0;
        for (var i = log.Count - 1; i >= 0; i--)
        {
            arrived += (BigInteger)log[i].Units * terms.Period;
            most = BigInteger.Max(most, arrived - (BigInteger)(at - log[i].At) * terms.Amount);
        }

        return (most + terms.Period - 1) / terms.Period;
    }

    private static LimitTerms PerMinute(long amount) =>
        new("any", QuotaUnit.Tokens, QuotaAlgorithm.TokenBucket, amount, TimeSpan.TicksPerMinute, amount);
}

using System.Numerics;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class SlidingWindowTests : MeterSpec
{
    private protected override Gen<LimitTerms> Terms { get; } =
        Gen.Select(Gen.OneOf(Gen.Long[1, 30], Gen.Long[1, 1_000_000], Gen.Long[1, 1_000_000_000_000_000_000]),
            Gen.OneOf(Gen.Long[1, 3_000], Gen.Long[TimeSpan.TicksPerSecond, 31 * TimeSpan.TicksPerDay]))
        .Select(Per);

    private protected override BigInteger UsedBy(LimitTerms terms, List<Spending> log, long at)
    {
        var slot = SlotOf(terms);
        return log.Where(spent => at / slot - spent.At / slot <= 200).Aggregate(BigInteger.Zero, (sum, spent) => sum + spent.Units);
    }

    private protected override BigInteger? Bound(LimitTerms terms, long from, Spending last) => last.At - from <= terms.Period ? terms.Amount : null;

    [Fact]
    public void A_unit_counts_for_a_period_and_at_most_a_slot_and_a_bit_more() =>
        Gen.Select(Terms, Gen.Long[0, TimeSpan.TicksPerDay]).Sample((terms, shift) =>
        {
            var meter = Meter.Create(terms, null, MeterRun.Start + shift);

            meter.Spend(1);

            Assert.InRange(meter.ResetAfter.Ticks, terms.Period + 1, terms.Period + terms.Period / 200 + 201);
        });

    [Fact]
    public void At_least_99_percent_of_the_amount_is_usable_whatever_the_first_period_was_like() =>
        Gen.Select(Gen.Long[1, 1_000], Gen.Long[TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay], Gen.Long[0, 1_000].Array[100]).Sample((unit, period, permilles) =>
        {
            var meter = Meter.Create(Per(100 * unit, period), null, MeterRun.Start);
            foreach (var permille in permilles.Order())
            {
                meter.Advance(MeterRun.Start + period / 1_000 * permille);
                meter.Spend(unit);
            }

            var now = MeterRun.Start + period;
            long spent = 0;
            while (now < MeterRun.Start + 101 * period)
            {
                for (; meter.Fits(0, unit); spent += unit) meter.Spend(unit);
                meter.Advance(now += meter.WaitFor(0, unit).Ticks);
            }

            Assert.True(spent >= 99 * 100 * unit, $"{spent} of {100 * 100 * unit} in a hundred periods");
        });

    [Fact]
    public void Steady_load_of_99_percent_is_never_refused() =>
        Gen.Select(Gen.Long[1_000, 100_000], Gen.Long[TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay]).Sample((amount, period) =>
        {
            var meter = Meter.Create(Per(amount, period), null, MeterRun.Start);
            var unit = amount / 1_000;
            for (var i = 0; i < 3_000; i++)
            {
                meter.Advance(MeterRun.Start + (long)((Int128)i * unit * period * 100 / 99 / amount));
                Assert.True(meter.Fits(0, unit), $"call {i} of {unit} was refused");
                meter.Spend(unit);
            }
        }, iter: 30);

    [Fact]
    public void Ten_in_a_minute_are_ten_in_any_minute()
    {
        var meter = Meter.Create(Per(10, TimeSpan.TicksPerMinute), null, MeterRun.Start);
        var late = MeterRun.Start + 59 * TimeSpan.TicksPerSecond;
        meter.Spend(1);
        meter.Advance(late);
        meter.Spend(9);
        Assert.False(meter.Fits(0, 1));

        meter.Advance(MeterRun.Start + TimeSpan.TicksPerMinute + TimeSpan.TicksPerMinute / 200);

        Assert.True(meter.Fits(0, 1));
        Assert.False(meter.Fits(0, 2));
        Assert.Equal(9, meter.Used);
    }

    [Fact]
    public void The_mark_holds_the_slots_in_use_and_no_others()
    {
        var meter = Meter.Create(Per(1_000_000, TimeSpan.TicksPerMinute), null, MeterRun.Start);
        for (var second = 0; second <= 588; second += 21)
        {
            meter.Advance(MeterRun.Start + second * TimeSpan.TicksPerSecond);
            meter.Spend(second);
            meter.Spend(1);
        }

        // A slot is 300 ms, so 21 seconds are 70 of them.
        var last = (MeterRun.Start + 588 * TimeSpan.TicksPerSecond) / (300 * TimeSpan.TicksPerMillisecond);
        Assert.Equal([last - 140, 547, last - 70, 568, last, 589], meter.Mark().Slots);
    }

    private static long SlotOf(LimitTerms terms) => (terms.Period + 199) / 200;

    private static LimitTerms Per(long amount, long period) => new("any", QuotaUnit.Tokens, QuotaAlgorithm.SlidingWindow, amount, period, amount);
}

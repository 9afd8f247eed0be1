using System.Numerics;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class FixedWindowTests : MeterSpec
{
    private protected override Gen<LimitTerms> Terms { get; } =
        Gen.Select(Gen.OneOf(Gen.Long[1, 30], Gen.Long[1, 1_000_000], Gen.Long[1, 1_000_000_000_000_000_000]),
            Gen.OneOf(CalendarUnit.Minute, CalendarUnit.Hour, CalendarUnit.Day))
        .Select((amount, every) => Every(every, amount));

    private protected override long PeriodOf(LimitTerms terms) => LengthOf(terms);

    private protected override BigInteger UsedBy(LimitTerms terms, List<Spending> log, long at)
    {
        BigInteger used = 0;
        var next = 0;
        var first = log.Count == 0 ? at : log[0].At;
        for (var window = first / LengthOf(terms); window <= at / LengthOf(terms); window++)
        {
            // Far ahead of all that was spent only whole windows are left to be paid.
            if (next == log.Count) return BigInteger.Max(0, used - (at / LengthOf(terms) - window + 1) * (BigInteger)terms.Amount);
            used = BigInteger.Max(0, used - terms.Amount);
            while (next < log.Count && log[next].At / LengthOf(terms) == window) used += log[next++].Units;
        }

        return used;
    }

    private protected override BigInteger? Bound(LimitTerms terms, long from, Spending last) =>
        (last.At / LengthOf(terms) - from / LengthOf(terms) + 1) * (BigInteger)terms.Amount;

    [Fact]
    public void All_of_the_amount_is_usable_in_every_window() =>
        Gen.Select(Terms, Gen.Int[1, 100]).Sample((terms, calls) =>
        {
            var (meter, start) = (Meter.Create(terms, null, MeterRun.Start), MeterRun.Start / LengthOf(terms) * LengthOf(terms));
            var unit = Math.Max(1, terms.Amount / calls);
            for (var window = 1; window < 20; window++)
            {
                long spent = 0;
                for (var call = 0; spent + unit <= terms.Amount && call <= calls; call++, spent += unit)
                {
                    meter.Advance(start + window * LengthOf(terms) + call * (LengthOf(terms) / (calls + 1)));
                    Assert.True(meter.Fits(0, unit));
                    meter.Spend(unit);
                }
            }
        });

    [Fact]
    public void A_budget_of_a_day_is_new_at_midnight_of_its_zone()
    {
        var beforeMidnight = new DateTime(2026, 3, 28, 22, 59, 59, DateTimeKind.Utc).Ticks;
        var meter = Meter.Create(Every(CalendarUnit.Day, 10, "Europe/Berlin"), null, beforeMidnight);

        meter.Spend(10);
        Assert.Equal(TimeSpan.FromSeconds(1), meter.WaitFor(0, 1));

        meter.Advance(beforeMidnight + TimeSpan.TicksPerSecond);
        Assert.Equal(0, meter.Used);

        meter.Spend(10);
        Assert.Equal(TimeSpan.FromHours(23), meter.ResetAfter);
    }

    [Fact]
    public void What_is_owed_beyond_a_month_starts_the_next_one_and_the_rest_is_forgotten()
    {
        var meter = Meter.Create(Every(CalendarUnit.Month, 10), null, At(2026, 1, 31));

        meter.Spend(25);
        Assert.Equal(At(2026, 2, 1) - At(2026, 1, 31), meter.TimeUntil(15).Ticks);
        Assert.Equal(At(2026, 3, 1) - At(2026, 1, 31), meter.WaitFor(0, 1).Ticks);
        Assert.Equal(At(2026, 4, 1) - At(2026, 1, 31), meter.ResetAfter.Ticks);

        meter.Advance(At(2026, 2, 1));
        Assert.Equal(15, meter.Used);
        meter.Advance(At(2026, 3, 1));
        Assert.Equal(5, meter.Used);
        meter.Advance(At(2026, 4, 1));
        Assert.Equal(0, meter.Used);
    }

    [Fact]
    public void What_was_used_stays_used_until_the_window_ends_in_which_it_was_written_down()
    {
        var terms = Every(CalendarUnit.Day, 10);
        var meter = Meter.Create(terms, null, At(2026, 1, 31) - 1);
        meter.Spend(7);

        Assert.Equal(7, Meter.Create(terms, meter.Mark(), At(2026, 1, 31) - 1).Used);
        Assert.Equal(0, Meter.Create(terms, meter.Mark(), At(2026, 1, 31)).Used);
    }

    private static long At(int year, int month, int day) => new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;

    // In UTC every unit but the month has one length.
    private static long LengthOf(LimitTerms terms) => terms.Every switch
    {
        CalendarUnit.Minute => TimeSpan.TicksPerMinute,
        CalendarUnit.Hour => TimeSpan.TicksPerHour,
        _ => TimeSpan.TicksPerDay,
    };

    private static LimitTerms Every(CalendarUnit every, long amount, string zone = "UTC") =>
        new("any", QuotaUnit.Cost, QuotaAlgorithm.FixedWindow, amount, 0, amount, every, zone);
}

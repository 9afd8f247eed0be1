using System.Numerics;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>What every meter promises, held against a model that keeps a log of all that was ever spent.</summary>
public abstract class MeterSpec
{
    private protected const long Most = long.MaxValue / 4;

    private protected abstract Gen<LimitTerms> Terms { get; }

    /// <summary>Which time is a long one for these terms.</summary>
    private protected virtual long PeriodOf(LimitTerms terms) => terms.Period;

    /// <summary>What counts as used at a moment, rounded up, from nothing but the log.</summary>
    private protected abstract BigInteger UsedBy(LimitTerms terms, List<Spending> log, long at);

    /// <summary>The most that may be spent from one moment up to and with the last spending; null where nothing is promised.</summary>
    private protected abstract BigInteger? Bound(LimitTerms terms, long from, Spending last);

    [Fact]
    public void What_is_spent_is_within_the_bound_by_the_time_it_was_spent() =>
        Sample(overruns: false, (terms, run) => AssertWithinBound(terms, run.BySettle, _ => 0));

    [Fact]
    public void What_is_spent_is_within_the_bound_by_the_time_it_was_granted() =>
        Sample(overruns: false, (terms, run) => AssertWithinBound(terms, [.. run.ByGrant.OrderBy(spent => spent.At)], _ => 0));

    [Fact]
    public void What_is_spent_uncovered_adds_to_the_bound_what_is_still_owed() =>
        Sample(overruns: true, (terms, run) => AssertWithinBound(terms, run.BySettle,
            last => BigInteger.Max(0, UsedBy(terms, run.BySettle[..(last + 1)], run.BySettle[last].At) - run.Meter.Capacity)));

    [Fact]
    public void Used_is_what_the_log_says_and_what_fits_is_what_is_left() =>
        SampleSteps(overruns: true, (terms, run, step) =>
        {
            var used = UsedBy(terms, run.BySettle, run.Latest);
            var units = step.UnitsOf(run.Meter.Capacity);

            Assert.Equal(BigInteger.Min(used, Most), run.Meter.Used);
            Assert.Equal((run.Meter.Shapes ? 0 : units) + used + run.Held <= run.Meter.Capacity, run.Meter.Fits(run.Held, units));
        });

    [Fact]
    public void The_time_until_so_much_is_used_is_enough_and_no_tick_too_long() =>
        SampleSteps(overruns: true, (terms, run, step) =>
        {
            var goal = step.UnitsOf(run.Meter.Capacity);
            var wait = run.Meter.TimeUntil(goal).Ticks;
            var left = DateTime.MaxValue.Ticks - run.Now;

            Assert.InRange(wait, 0, left);
            if (wait < left) Assert.True(UsedAt(run.Now + wait) <= goal);
            if (wait > 0) Assert.True(UsedAt(run.Now + wait - 1) > goal);

            BigInteger UsedAt(long moment) => UsedBy(terms, run.BySettle, Math.Max(run.Latest, moment));
        });

    [Fact]
    public void The_wait_is_enough_and_no_tick_too_long_for_what_fits_beside_the_held() =>
        SampleSteps(overruns: true, (_, run, step) =>
        {
            var (meter, units) = (run.Meter.Copy(), step.UnitsOf(run.Meter.Capacity));
            var wait = meter.WaitFor(run.Held, units).Ticks;
            if (wait == DateTime.MaxValue.Ticks - run.Now || !MayFit(meter, run.Held, units)) return;

            if (wait > 0)
            {
                meter.Advance(run.Now + wait - 1);
                Assert.False(meter.Fits(run.Held, units));
                meter.Advance(run.Now + wait);
            }

            Assert.True(meter.Fits(run.Held, units));
        });

    [Fact]
    public void Where_the_held_are_in_the_way_the_wait_is_until_all_is_forgotten() =>
        SampleSteps(overruns: true, (_, run, _) =>
            Assert.Equal(run.Meter.ResetAfter, run.Meter.WaitFor(run.Meter.Capacity + (run.Meter.Shapes ? 1 : 0), 1)));

    [Fact]
    public void A_meter_made_from_the_mark_goes_on_as_a_copy_does() =>
        Gen.Select(Terms, MeterRun.Steps, MeterRun.Steps).Sample((terms, before, after) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, PeriodOf(terms));
            foreach (var step in before) run.Do(step, overruns: true);

            var copy = new MeterRun(run.Meter.Copy(), run.Now, PeriodOf(terms));
            var made = new MeterRun(Meter.Create(terms, run.Meter.Mark(), run.Now), run.Now, PeriodOf(terms));
            AssertAlike(run.Meter, made.Meter);
            foreach (var step in after)
            {
                copy.Do(step, overruns: true);
                made.Do(step, overruns: true);
                AssertAlike(copy.Meter, made.Meter);
            }
        });

    [Fact]
    public void A_copy_leaves_the_original_alone() =>
        Gen.Select(Terms, MeterRun.Steps).Sample((terms, steps) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, PeriodOf(terms));
            foreach (var step in steps) run.Do(step, overruns: true);
            var (used, reset) = (run.Meter.Used, run.Meter.ResetAfter);

            var copy = new MeterRun(run.Meter.Copy(), run.Now, PeriodOf(terms));
            foreach (var step in steps) copy.Do(step, overruns: true);

            Assert.Equal((used, reset), (run.Meter.Used, run.Meter.ResetAfter));
        });

    [Fact]
    public void The_largest_debt_saturates_and_ends_with_the_calendar() =>
        Terms.Sample(terms =>
        {
            var meter = Meter.Create(terms, null, MeterRun.Start);
            for (var i = 0; i < 500; i++)
            {
                meter.Spend(long.MaxValue);
                meter.Advance(MeterRun.Start + i);
            }

            Assert.Equal(Most, meter.Used);
            Assert.False(meter.Fits(0, 1));
            Assert.InRange(meter.ResetAfter.Ticks, 1, DateTime.MaxValue.Ticks - MeterRun.Start - 499);
            Assert.InRange(meter.WaitFor(long.MaxValue / 4, long.MaxValue).Ticks, 1, DateTime.MaxValue.Ticks - MeterRun.Start - 499);
            Assert.Equal(Most, Meter.Create(terms, meter.Mark(), MeterRun.Start + 499).Used);
        });

    [Fact]
    public void Nothing_can_be_unspent() =>
        Terms.Sample(terms => Assert.Throws<ArgumentOutOfRangeException>(() => Meter.Create(terms, null, MeterRun.Start).Spend(-1)));

    private static bool MayFit(Meter meter, long held, long units) => held + (meter.Shapes ? 0 : units) <= meter.Capacity;

    private static void AssertAlike(Meter expected, Meter actual)
    {
        Assert.Equal(expected.Used, actual.Used);
        Assert.Equal(expected.ResetAfter, actual.ResetAfter);
        Assert.Equal(expected.TimeUntil(expected.Used / 2), actual.TimeUntil(expected.Used / 2));
    }

    private protected void Sample(bool overruns, Action<LimitTerms, MeterRun> then) =>
        Gen.Select(Terms, MeterRun.Steps).Sample((terms, steps) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, PeriodOf(terms));
            foreach (var step in steps) run.Do(step, overruns);
            then(terms, run);
        }, iter: 500);

    private void SampleSteps(bool overruns, Action<LimitTerms, MeterRun, MeterStep> then) =>
        Gen.Select(Terms, MeterRun.Steps).Sample((terms, steps) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, PeriodOf(terms));
            foreach (var step in steps)
            {
                run.Do(step, overruns);
                then(terms, run, step);
            }
        }, iter: 500);

    private void AssertWithinBound(LimitTerms terms, List<Spending> log, Func<int, BigInteger> owed)
    {
        for (var last = 0; last < log.Count; last++)
        {
            var more = owed(last);
            BigInteger spent = 0;
            for (var first = last; first >= 0; first--)
            {
                spent += log[first].Units;
                if (Bound(terms, log[first].At, log[last]) is not { } bound) break;
                Assert.True(spent <= bound + more, $"{spent} spent within {log[last].At - log[first].At} ticks under {terms}, expected {bound} + {more} at most");
            }
        }
    }
}

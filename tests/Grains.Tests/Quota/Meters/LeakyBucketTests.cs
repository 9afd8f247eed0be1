using System.Numerics;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class LeakyBucketTests : MeterSpec
{
    private protected override Gen<LimitTerms> Terms { get; } = TokenBucketTests.TermsOf(QuotaAlgorithm.LeakyBucket);

    private protected override BigInteger UsedBy(LimitTerms terms, List<Spending> log, long at) => TokenBucketTests.Undrained(terms, log, at);

    // The last request was let through whatever its size.
    private protected override BigInteger? Bound(LimitTerms terms, long from, Spending last) =>
        terms.Burst + last.Units + (BigInteger)(last.At - from) * terms.Amount / terms.Period;

    [Fact]
    public void Within_any_time_the_pace_and_one_request_have_their_turns() =>
        Gen.Select(Terms, MeterRun.Steps).Sample((terms, steps) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, terms.Period);
            var turns = new List<Spending>();
            foreach (var step in steps)
            {
                run.Do(step with { Deed = MeterDeed.Ask, Percent = 0 }, overruns: false);
                var units = step.UnitsOf(terms.Burst) + 1;
                if (!run.Meter.Fits(0, units)) continue;
                turns.Add(new Spending(run.Now + run.Meter.Turn.Ticks, units));
                run.Meter.Spend(units);
            }

            for (var last = 1; last < turns.Count; last++)
            {
                BigInteger units = 0;
                for (var first = last - 1; first >= 0; first--)
                {
                    units += turns[first].Units;
                    var ticks = turns[last].At - turns[first].At + 1;
                    Assert.True(units * terms.Period <= (BigInteger)ticks * terms.Amount, $"{units} units and one request within {ticks} ticks under {terms}");
                }
            }
        }, iter: 500);

    [Fact]
    public void Nobody_waits_longer_than_a_burst_takes() =>
        Sample(overruns: false, (terms, run) =>
        {
            if (run.Meter.Fits(0, 1)) Assert.True((BigInteger)(run.Meter.Turn.Ticks - (run.Latest - run.Now) - 1) * terms.Amount < (BigInteger)terms.Burst * terms.Period);
        });

    [Fact]
    public void Requests_have_their_turns_one_after_another()
    {
        var meter = Meter.Create(PerMinute(60, burst: 2), null, MeterRun.Start);

        Assert.Equal(TimeSpan.Zero, Enter(meter, 1));
        Assert.Equal(TimeSpan.FromSeconds(1), Enter(meter, 1));
        Assert.Equal(TimeSpan.FromSeconds(2), Enter(meter, 30));
        Assert.False(meter.Fits(0, 1));
        Assert.Equal(TimeSpan.FromSeconds(30), meter.WaitFor(0, 1));
    }

    [Fact]
    public void Without_room_to_wait_one_passes_when_the_one_before_has_had_its_time()
    {
        var meter = Meter.Create(PerMinute(1, burst: 0), null, MeterRun.Start);

        Assert.Equal(TimeSpan.Zero, Enter(meter, 1));
        meter.Advance(MeterRun.Start + TimeSpan.TicksPerMinute - 1);
        Assert.False(meter.Fits(0, 1));
        meter.Advance(MeterRun.Start + TimeSpan.TicksPerMinute);
        Assert.Equal(TimeSpan.Zero, Enter(meter, 1));
    }

    private static TimeSpan Enter(Meter meter, long units)
    {
        Assert.True(meter.Fits(0, units));
        var turn = meter.Turn;
        meter.Spend(units);
        return turn;
    }

    private static LimitTerms PerMinute(long amount, long burst) =>
        new("any", QuotaUnit.Requests, QuotaAlgorithm.LeakyBucket, amount, TimeSpan.TicksPerMinute, burst);
}

using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Quota;
using Orleans.Serialization;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class MeterTests
{
    private static readonly Gen<LimitTerms> s_terms =
        Gen.Select(Gen.Enum<QuotaAlgorithm>(), Gen.OneOf(Gen.Long[1, 50], Gen.Long[1, 1_000_000]),
            Gen.OneOf(Gen.Long[1, 500], Gen.Long[TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay]), Gen.OneOf(Gen.Long[1, 80], Gen.Long[1, 1_000_000]),
            Gen.Enum<CalendarUnit>(), Gen.OneOf("UTC", "Europe/Berlin"))
        .Select((algorithm, amount, period, burst, every, zone) => new LimitTerms("any", QuotaUnit.Tokens, algorithm, amount, period, burst, every, zone));

    [Fact]
    public void Under_other_terms_the_units_that_were_used_stay_used_and_no_wait_grows_beyond_a_whole_capacity() =>
        Gen.Select(s_terms, s_terms, MeterRun.Steps, Gen.Long[-1_000, 1_000]).Sample((terms, others, steps, pause) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, Math.Max(terms.Period, 1));
            foreach (var step in steps) run.Do(step, overruns: true);
            var now = run.Latest + pause;
            var mark = run.Meter.Mark();
            var before = run.Meter.Copy();
            before.Advance(Math.Max(now, mark.At));

            var after = Meter.Create(others, mark, now);

            Assert.Same(others, after.Terms);
            Assert.InRange(after.Used, Math.Min(before.Used, after.Capacity), before.Used);

            var full = Meter.Create(others, null, Math.Max(now, mark.At));
            full.Spend(full.Capacity);
            var longest = TimeSpan.FromTicks(Math.Max(full.ResetAfter.Ticks, before.ResetAfter.Ticks));
            after.Advance(Math.Max(now, mark.At));
            Assert.InRange(after.ResetAfter, TimeSpan.Zero, longest);
            if (after.Used < before.Used && others.Algorithm is QuotaAlgorithm.TokenBucket or QuotaAlgorithm.LeakyBucket)
                Assert.True(longest.Ticks - after.ResetAfter.Ticks <= others.Period / others.Amount + 1, "More was forgotten than had to be.");
        }, iter: 2_000);

    [Fact]
    public void Another_burst_or_name_changes_nothing_of_what_was_used_not_even_by_a_part_of_a_unit()
    {
        var terms = Bucket(1, burst: 5);
        var meter = Meter.Create(terms, null, MeterRun.Start);
        meter.Spend(1);
        meter.Advance(MeterRun.Start + 59 * TimeSpan.TicksPerSecond);

        var other = Meter.Create(terms with { Name = "other", Burst = 7 }, meter.Mark(), MeterRun.Start + 59 * TimeSpan.TicksPerSecond);

        Assert.Equal(TimeSpan.FromSeconds(1), other.ResetAfter);
    }

    [Fact]
    public void Another_amount_leaves_what_slides_in_its_slots()
    {
        var terms = Sliding(10);
        var meter = Meter.Create(terms, null, MeterRun.Start);
        meter.Spend(4);
        meter.Advance(MeterRun.Start + 30 * TimeSpan.TicksPerSecond);
        meter.Spend(5);

        var other = Meter.Create(Sliding(20), meter.Mark(), MeterRun.Start + 30 * TimeSpan.TicksPerSecond);

        Assert.Equal(9, other.Used);
        Assert.Equal(meter.TimeUntil(5), other.TimeUntil(5));
        Assert.Equal(meter.ResetAfter, other.ResetAfter);
    }

    [Theory]
    [InlineData(600, 30, 570)]
    [InlineData(60, 30, 30)]
    [InlineData(20, 30, 0)]
    public void What_is_used_stays_used_under_another_amount(long amount, long used, long remaining)
    {
        var meter = Meter.Create(Bucket(60, 60), null, MeterRun.Start);
        meter.Spend(used);

        var other = Meter.Create(Bucket(amount, amount), meter.Mark(), MeterRun.Start);

        Assert.Equal(remaining, Math.Max(0, other.Capacity - other.Used));
    }

    [Fact]
    public void A_smaller_amount_asks_for_no_more_than_a_whole_burst()
    {
        var meter = Meter.Create(Bucket(1_000_000, 1_000_000), null, MeterRun.Start);
        meter.Spend(1_000_000);

        Assert.Equal(TimeSpan.FromMinutes(1), Meter.Create(Bucket(10, 10), meter.Mark(), MeterRun.Start).ResetAfter);
    }

    [Fact]
    public void A_smaller_amount_still_asks_for_what_was_to_be_waited_before()
    {
        var meter = Meter.Create(Bucket(100, 100), null, MeterRun.Start);
        meter.Spend(300);

        Assert.Equal(TimeSpan.FromMinutes(3), Meter.Create(Bucket(10, 10), meter.Mark(), MeterRun.Start).ResetAfter);
    }

    [Fact]
    public void A_smaller_budget_still_asks_for_the_windows_that_were_to_be_waited_for_before()
    {
        var terms = Bucket(100, 100) with { Algorithm = QuotaAlgorithm.FixedWindow };
        var meter = Meter.Create(terms, null, MeterRun.Start);
        meter.Spend(300);

        var other = Meter.Create(terms with { Amount = 10 }, meter.Mark(), MeterRun.Start);

        Assert.Equal(30, other.Used);
        Assert.Equal(meter.ResetAfter, other.ResetAfter);
    }

    [Fact]
    public void Another_unit_begins_with_nothing_used()
    {
        var meter = Meter.Create(Bucket(60, 60), null, MeterRun.Start);
        meter.Spend(30);

        Assert.Equal(0, Meter.Create(Bucket(60, 60) with { Unit = QuotaUnit.Cost }, meter.Mark(), MeterRun.Start).Used);
    }

    [Fact]
    public void A_clock_behind_the_mark_forgets_nothing_and_waits_until_it_has_caught_up()
    {
        foreach (var algorithm in Enum.GetValues<QuotaAlgorithm>())
        {
            var terms = Bucket(60, 60) with { Algorithm = algorithm };
            var meter = Meter.Create(terms, null, MeterRun.Start);
            meter.Spend(30);

            var behind = Meter.Create(terms, meter.Mark(), MeterRun.Start - TimeSpan.TicksPerHour);

            Assert.Equal(30, behind.Used);
            Assert.Equal(meter.ResetAfter + TimeSpan.FromHours(1), behind.ResetAfter);
        }
    }

    [Fact]
    public void A_mark_is_read_as_it_was_written()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        Gen.Select(s_terms, MeterRun.Steps).Sample((terms, steps) =>
        {
            var run = new MeterRun(Meter.Create(terms, null, MeterRun.Start), MeterRun.Start, Math.Max(terms.Period, 1));
            foreach (var step in steps) run.Do(step, overruns: true);
            var written = run.Meter.Mark();

            var read = serializer.Deserialize<MeterMark>(serializer.SerializeToArray(written))!;

            Assert.Equal(written.Slots, read.Slots);
            Assert.Equal(written with { Slots = [] }, read with { Slots = [] });
        });
    }

    [Fact]
    public void Terms_that_no_meter_can_keep_are_named()
    {
        var terms = Bucket(60, 60);

        Refuses("terms.Amount", terms with { Amount = 0 });
        Refuses("terms.Amount", terms with { Amount = 1_000_000_000_000_000_001 });
        Refuses("terms.Period", terms with { Period = 0 });
        Refuses("terms.Period", terms with { Period = 31 * TimeSpan.TicksPerDay + 1 });
        Refuses("terms.Burst", terms with { Burst = -1 });
        Refuses("terms.Burst", terms with { Burst = 1_000_000_000_000_000_001 });
    }

    private static void Refuses(string field, LimitTerms terms) =>
        Assert.Equal(field, Assert.Throws<ArgumentOutOfRangeException>(() => Meter.Create(terms, null, MeterRun.Start)).ParamName);

    private static LimitTerms Bucket(long amount, long burst) =>
        new("any", QuotaUnit.Tokens, QuotaAlgorithm.TokenBucket, amount, TimeSpan.TicksPerMinute, burst);

    private static LimitTerms Sliding(long amount) =>
        new("any", QuotaUnit.Tokens, QuotaAlgorithm.SlidingWindow, amount, TimeSpan.TicksPerMinute, amount);
}

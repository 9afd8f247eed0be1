using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class PermitsTests
{
    [Fact]
    public void So_many_are_held_at_once_and_no_more() =>
        Gen.Select(Gen.Long[1, 1_000], Gen.Long[0, 1_100], Gen.Long[0, 1_100]).Sample((amount, held, units) =>
        {
            var meter = Meter.Create(AtOnce(amount), null, MeterRun.Start);

            Assert.Equal(held + units <= amount, meter.Fits(held, units));
            Assert.Equal(held + units <= amount ? TimeSpan.Zero : TimeSpan.FromSeconds(1), meter.WaitFor(held, units));
        });

    [Fact]
    public void Nothing_is_ever_used()
    {
        var meter = Meter.Create(AtOnce(2), null, MeterRun.Start);

        meter.Spend(2);
        var made = Meter.Create(AtOnce(3), meter.Copy().Mark(), MeterRun.Start);

        Assert.Equal((0, 2, TimeSpan.Zero), (meter.Used, meter.Capacity, meter.ResetAfter));
        Assert.Equal((0, 3, TimeSpan.Zero), (made.Used, made.Capacity, made.ResetAfter));
    }

    private static LimitTerms AtOnce(long amount) => new("any", QuotaUnit.Concurrency, QuotaAlgorithm.TokenBucket, amount, 0, amount);
}

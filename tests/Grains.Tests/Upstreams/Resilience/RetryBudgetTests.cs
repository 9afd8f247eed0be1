using CsCheck;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Under_steady_load_a_fifth_of_the_calls_may_be_repeated_once_the_savings_are_gone()
    {
        var options = new RetryBudgetOptions { Ratio = 0.2, Floor = 0.5, Most = 10 };
        var budget = new RetryBudget(options);
        var repeated = 0;
        for (var call = 0; call < 10_000; call++)
        {
            var now = TimeSpan.FromMilliseconds(call * 50);
            budget.Offer(now);
            while (budget.TrySpend(now)) repeated++;
        }

        Assert.InRange(repeated, 1_999, 2_010);
    }

    [Fact]
    public void Where_few_calls_come_the_floor_still_allows_a_repetition_now_and_then()
    {
        var budget = new RetryBudget(new RetryBudgetOptions { Ratio = 0.2, Floor = 0.5, Most = 1 });
        Assert.True(budget.TrySpend(TimeSpan.Zero));
        Assert.False(budget.TrySpend(TimeSpan.FromSeconds(1)));

        Assert.True(budget.TrySpend(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void Never_more_is_spent_than_was_saved_and_earned() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 3], Gen.Double[0, 20], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2500]).Array[1, 400]).Sample((ratio, floor, most, steps) =>
        {
            var budget = new RetryBudget(new RetryBudgetOptions { Ratio = ratio, Floor = floor, Most = most });
            var callsBySecond = new Dictionary<long, int>();
            var (now, spent) = (TimeSpan.Zero, 0);
            foreach (var (action, milliseconds) in steps)
            {
                if (action == 0) now += TimeSpan.FromMilliseconds(milliseconds);
                else if (action == 1)
                {
                    budget.Offer(now);
                    var second = (long)now.TotalSeconds;
                    callsBySecond[second] = callsBySecond.GetValueOrDefault(second) + 1;
                }
                else if (budget.TrySpend(now)) spent++;

                Assert.InRange(budget.Left, 0, most);
                var earned = 0.0;
                for (var second = 0L; second <= (long)now.TotalSeconds; second++) earned += Math.Max(floor, ratio * callsBySecond.GetValueOrDefault(second));
                Assert.True(spent <= most + earned + 1e-6, $"{spent} repetitions of {most} saved and {earned} earned");
            }
        });
}

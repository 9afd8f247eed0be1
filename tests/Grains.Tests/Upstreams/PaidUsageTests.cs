using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class PaidUsageTests
{
    [Fact]
    public void Attempts_that_nobody_counted_are_told_from_the_prompt_of_the_one_that_was()
    {
        var paid = new PaidUsage();
        paid.Ended(null, observed: 10, reasoning: 4);
        paid.Ended(null, observed: 5, reasoning: 0);

        // 100 of the prompt, and the 15 tokens that came before.
        var sum = paid.Sum(new TokenUsage(115, 30), promptEstimate: 77);

        Assert.Equal(new TokenUsage(100 + 110, 15, 0, 4), sum);
    }

    [Fact]
    public void What_was_counted_is_taken_as_it_is_and_nothing_counted_is_an_estimate()
    {
        var paid = new PaidUsage();
        paid.Ended(new TokenUsage(100, 12, 64, 3), observed: 10, reasoning: 3);
        paid.Ended(null, observed: 5, reasoning: 0);
        var uncounted = new PaidUsage();
        uncounted.Ended(null, observed: 10, reasoning: 0);

        Assert.Equal(new TokenUsage(100 + 110, 12 + 5, 64, 3), paid.Sum(null, promptEstimate: 77));
        Assert.Equal(new TokenUsage(77, 10), uncounted.Sum(null, promptEstimate: 77));
    }

    [Fact]
    public void A_sum_never_comes_out_as_less() =>
        Assert.Equal(long.MaxValue, PaidUsage.Add(new TokenUsage(long.MaxValue, 1), new TokenUsage(5, 1)).Prompt);
}

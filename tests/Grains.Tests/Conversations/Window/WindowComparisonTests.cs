using Orchestrator.Bench;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class WindowComparisonTests
{
    [Fact]
    public async Task Over_60_turns_big_steps_hit_the_prefix_cache_at_least_twice_as_much_as_a_window_that_slides()
    {
        // The Simulator refuses a prompt that is larger than the window, by its own count and not by ours: no turn may be.
        var comparison = await Comparison.Play();

        Assert.InRange(comparison.InSteps.Shrinks, 3, comparison.Sliding.Shrinks / 3);
        Assert.True(comparison.Gain >= 2, $"{comparison.InSteps.CachedShare:P1} and {comparison.Sliding.CachedShare:P1}");
        Assert.True(comparison.InSteps.Cost < comparison.Sliding.Cost / 2, $"{comparison.InSteps.Cost} and {comparison.Sliding.Cost} USD");
    }
}

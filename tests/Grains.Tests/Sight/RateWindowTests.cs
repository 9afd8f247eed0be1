using CsCheck;
using Xunit;

namespace Orchestrator.Sight;

public sealed class RateWindowTests
{
    [Fact]
    public void What_ended_in_the_last_five_minutes_is_counted_and_nothing_older()
    {
        Gen.Select(Walks.Any.Array[0, 60], Gen.Int[0, 400]).Sample((walks, later) =>
        {
            var window = new RateWindow();
            var ended = walks.OrderBy(walk => walk.CameAt + walk.Took).ToList();
            foreach (var walk in ended) window.Add(walk, walk.CameAt + walk.Took);
            var now = (ended.Count == 0 ? Walks.Start : ended[^1].CameAt + ended[^1].Took).AddSeconds(later);

            var counts = window.CountsAt(now);

            var recent = ended.Where(walk => (walk.CameAt + walk.Took).ToUnixTimeSeconds() > now.ToUnixTimeSeconds() - RateWindow.Seconds).ToList();
            Assert.Equal(recent.Count, counts.Sum(second => second.Requests));
            Assert.Equal(recent.Count(walk => walk.End is WalkEnd.Refused), counts.Sum(second => second.Refusals));
            Assert.Equal(recent.Count(walk => walk.Error is not null), counts.Sum(second => second.Errors));
            Assert.Equal(counts.Select(second => second.Second).Distinct().Order(), counts.Select(second => second.Second));
        });
    }

    [Fact]
    public void Durations_are_those_of_completed_requests_and_first_tokens_those_that_are_known()
    {
        var window = new RateWindow();
        window.Add(Walks.Walk(TimeSpan.Zero, TimeSpan.FromSeconds(2), firstToken: TimeSpan.FromSeconds(1)), Walks.Start);
        window.Add(Walks.Walk(TimeSpan.Zero, TimeSpan.FromSeconds(4)), Walks.Start);
        window.Add(Walks.Walk(TimeSpan.Zero, TimeSpan.FromMinutes(4), WalkEnd.UpstreamFailed), Walks.Start);

        var slot = Assert.Single(window.LatenciesAt(Walks.Start));

        Assert.Equal(0, slot.Second % RateWindow.SlotSeconds);
        Assert.Equal((2, 1), (slot.Durations.Sum(bar => bar.Count), slot.FirstTokens.Sum(bar => bar.Count)));
        Assert.InRange(LatencyHistogram.Percentiles(slot.FirstTokens).P50, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.07));
        Assert.Empty(window.LatenciesAt(Walks.Start.AddSeconds(RateWindow.Seconds)));
    }
}

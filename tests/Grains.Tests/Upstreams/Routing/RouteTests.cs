using CsCheck;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class RouteTests
{
    [Fact]
    public void A_canary_of_five_percent_gets_five_percent_of_ten_thousand_calls()
    {
        Candidate[] targets = [new(95, true, false), new(5, true, false)];
        var random = new Random(3);

        var canary = Enumerable.Range(0, 10_000).Count(_ => Route.Next(targets, [], random.NextDouble(), elsewhere: false) == 1);

        Assert.InRange(canary, 400, 600);
    }

    [Fact]
    public void The_first_open_fallback_is_taken_when_no_target_is_open()
    {
        Candidate[] targets = [new(1, Open: false, false), new(0, Open: true, false)];
        Candidate[] fallbacks = [new(1, Open: false, false), new(1, Open: true, false), new(1, Open: true, false)];

        Assert.Equal(3, Route.Next(targets, fallbacks, 0.9, elsewhere: false));
    }

    [Fact]
    public void A_place_where_the_call_has_failed_comes_last()
    {
        Candidate[] targets = [new(1000, true, Tried: true)];
        Candidate[] fallbacks = [new(1, true, Tried: false)];

        Assert.Equal(1, Route.Next(targets, fallbacks, 0, elsewhere: false));
        Assert.Equal(0, Route.Next(targets, [], 0, elsewhere: false));
        Assert.Equal(-1, Route.Next(targets, [], 0, elsewhere: true));
    }

    [Fact]
    public void It_finds_a_place_exactly_when_one_is_open_and_has_weight()
    {
        var candidate = Gen.Select(Gen.OneOf(Gen.Const(0.0), Gen.Double[0.001, 1e6]), Gen.Bool, Gen.Bool).Select((weight, open, tried) => new Candidate(weight, open, tried));
        Gen.Select(candidate.Array[0, 6], candidate.Array[0, 4], Gen.Double[0, 0.999999], Gen.Bool).Sample((targets, fallbacks, random, elsewhere) =>
        {
            var next = Route.Next(targets, fallbacks, random, elsewhere);

            var useful = targets.Where(target => target.Weight > 0).Concat(fallbacks).Where(place => place.Open && !(elsewhere && place.Tried)).ToList();
            Assert.Equal(useful.Count > 0, next >= 0);
            if (next < 0) return;
            var chosen = next < targets.Length ? targets[next] : fallbacks[next - targets.Length];
            Assert.True(chosen.Open);
            if (next < targets.Length) Assert.True(chosen.Weight > 0);
            if (chosen.Tried) Assert.All(useful, place => Assert.True(place.Tried));
        });
    }
}

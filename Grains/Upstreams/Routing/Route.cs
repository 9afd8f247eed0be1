namespace Orchestrator.Upstreams;

/// <summary>One target as a call finds it when it looks for the next.</summary>
/// <param name="Weight">Its share among the targets of the model; means nothing among fallbacks.</param>
/// <param name="Open">Whether it takes a call now: not drained, not full, and its breaker lets one through.</param>
/// <param name="Tried">Whether this call has failed there already.</param>
internal readonly record struct Candidate(double Weight, bool Open, bool Tried);

/// <summary>
/// Where a call goes next: by weight among the open targets, else to the first open fallback; places where it has failed already come last.
/// </summary>
internal static class Route
{
    /// <param name="random">From 0 up to but not including 1.</param>
    /// <param name="elsewhere">Whether places where it has failed already are of no use.</param>
    /// <returns>The place among the targets, counted on through the fallbacks; -1 where none is open.</returns>
    public static int Next(ReadOnlySpan<Candidate> targets, ReadOnlySpan<Candidate> fallbacks, double random, bool elsewhere)
    {
        var fresh = ByWeight(targets, fallbacks, random, tried: false);
        return fresh >= 0 || elsewhere ? fresh : ByWeight(targets, fallbacks, random, tried: true);
    }

    private static int ByWeight(ReadOnlySpan<Candidate> targets, ReadOnlySpan<Candidate> fallbacks, double random, bool tried)
    {
        var sum = 0.0;
        foreach (var target in targets) sum += Share(target, tried);
        if (sum <= 0) return First(fallbacks, tried) is var first and >= 0 ? targets.Length + first : -1;

        var (point, last) = (random * sum, -1);
        for (var i = 0; i < targets.Length; i++)
        {
            var share = Share(targets[i], tried);
            if (share <= 0) continue;
            last = i;
            point -= share;
            if (point < 0) return i;
        }

        // Rounding may leave the point just behind the last one.
        return last;
    }

    private static int First(ReadOnlySpan<Candidate> fallbacks, bool tried)
    {
        for (var i = 0; i < fallbacks.Length; i++)
        {
            if (fallbacks[i].Open && fallbacks[i].Tried == tried) return i;
        }

        return -1;
    }

    private static double Share(in Candidate target, bool tried) => target.Open && target.Tried == tried ? target.Weight : 0;
}

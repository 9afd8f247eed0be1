using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>Makes one view of the cluster of what its silos say.</summary>
internal static class Overviews
{
    private const int LastMinute = 60;

    public static ClusterOverview Of(IReadOnlyList<SiloSight> silos, SightCoverage coverage, DateTimeOffset now)
    {
        var slots = silos.SelectMany(silo => silo.Latencies).GroupBy(slot => slot.Second).OrderBy(slot => slot.Key).ToList();
        var lastMinute = slots.Where(slot => slot.Key > now.ToUnixTimeSeconds() - LastMinute).SelectMany(slot => slot).ToList();
        return new ClusterOverview
        {
            At = now,
            Silos = [.. silos.Select(silo => silo.Facts).OrderBy(facts => facts.Silo, StringComparer.Ordinal)],
            Seconds = [.. silos.SelectMany(silo => silo.Seconds).GroupBy(second => second.Second).OrderBy(second => second.Key).Select(Sum)],
            Duration = LatencyHistogram.Percentiles(lastMinute.SelectMany(slot => slot.Durations)),
            FirstToken = LatencyHistogram.Percentiles(lastMinute.SelectMany(slot => slot.FirstTokens)),
            Latencies = [.. slots.Select(slot => new LatencyPoint(
                slot.Key,
                LatencyHistogram.Percentiles(slot.SelectMany(part => part.Durations)),
                LatencyHistogram.Percentiles(slot.SelectMany(part => part.FirstTokens))))],
            Coverage = coverage,
        };
    }

    private static SecondCounts Sum(IEnumerable<SecondCounts> seconds) => seconds.Aggregate((sum, counts) => new SecondCounts(
        sum.Second, sum.Requests + counts.Requests, sum.Tokens + counts.Tokens, sum.Refusals + counts.Refusals, sum.Errors + counts.Errors));
}

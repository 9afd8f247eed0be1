using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Sight;

namespace Orchestrator.Admin;

/// <summary>How the silos are.</summary>
internal sealed class ClusterApi(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder look) => look.MapGet("/cluster", Read)
        .Describe("cluster", "How the cluster is", "The silos, their load, what they did in the last five minutes, and which of them did not answer within a second.")
        .ShowExample(ClusterAnswer.Example);

    public async Task<Ok<ClusterAnswer>> Read() => TypedResults.Ok(ClusterAnswer.Of(await grains.GetGrain<ISightGrain>(0).Overview()));
}

/// <summary>The cluster over the last five minutes.</summary>
/// <param name="Silent">Silos that did not answer in time, and are missing here.</param>
internal sealed record ClusterAnswer(
    DateTimeOffset At,
    IReadOnlyList<SiloAnswer> Silos,
    IReadOnlyList<string> Silent,
    PercentilesAnswer Duration,
    PercentilesAnswer FirstToken,
    IReadOnlyList<SecondAnswer> Seconds)
{
    public static ClusterAnswer Example { get; } = new(
        new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
        [new SiloAnswer("S10.0.0.1:11111:1", new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), 12, 512_000_000, 4_000_000_000, 17.5, new Dictionary<string, int> { ["Orchestrator.Conversations.ConversationGrain"] = 40 })],
        [], new PercentilesAnswer(600, 820, 2_100, 4_000), new PercentilesAnswer(420, 310, 700, 1_200), [new SecondAnswer(new DateTimeOffset(2026, 5, 1, 11, 59, 59, TimeSpan.Zero), 10, 18_000, 1, 0)]);

    public static ClusterAnswer Of(ClusterOverview overview) => new(
        overview.At,
        [.. overview.Silos.Select(SiloAnswer.Of)],
        overview.Coverage.Silent,
        PercentilesAnswer.Of(overview.Duration),
        PercentilesAnswer.Of(overview.FirstToken),
        [.. overview.Seconds.Select(SecondAnswer.Of)]);
}

/// <summary>One silo: when it started, requests in its hall now, its memory and its load (0 to 100 for all cores), and how many grains of each type it has in memory.</summary>
internal sealed record SiloAnswer(string Silo, DateTimeOffset Since, int InFlight, long MemoryBytes, long MemoryLimitBytes, double CpuPercent, IReadOnlyDictionary<string, int> Activations)
{
    public static SiloAnswer Of(SiloFacts facts) =>
        new(facts.Silo, facts.Since, facts.InFlight, facts.MemoryBytes, facts.MemoryLimitBytes, Math.Round(facts.CpuPercent, 1),
            // Without the assembly, which is nobody's concern.
            facts.Activations.GroupBy(type => type.Key.Split(',')[0]).ToDictionary(type => type.Key, type => type.Sum(one => one.Value)));
}

/// <summary>Within how many milliseconds half, 95 and 99 of a hundred requests were, over the last minute.</summary>
internal sealed record PercentilesAnswer(long Count, double P50Ms, double P95Ms, double P99Ms)
{
    public static PercentilesAnswer Of(Percentiles times) => new(times.Count, times.P50.TotalMilliseconds, times.P95.TotalMilliseconds, times.P99.TotalMilliseconds);
}

/// <summary>What ended in one second.</summary>
internal sealed record SecondAnswer(DateTimeOffset At, long Requests, long Tokens, long Refusals, long Errors)
{
    public static SecondAnswer Of(SecondCounts counts) =>
        new(DateTimeOffset.FromUnixTimeSeconds(counts.Second), counts.Requests, counts.Tokens, counts.Refusals, counts.Errors);
}

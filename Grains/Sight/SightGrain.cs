using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Orchestrator.Sight;

/// <summary>Puts together what the silos see. Stateless: each silo has one, and whoever looks asks the nearest.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class SightGrain(SilosInSight silos, IGrainFactory grains, IOptions<SightOptions> options, TimeProvider clock) : Grain, ISightGrain
{
    private const int LongestName = 256;

    private readonly Roundtrip _roundtrip = new(options.Value.Patience, clock);
    private Task<ClusterOverview>? _overview;
    private long _askedAt;

    public Task<ClusterOverview> Overview()
    {
        // Whoever comes while one is made, or soon after, shares it.
        var fresh = _overview is { IsFaulted: false } && (!_overview.IsCompleted || clock.GetElapsedTime(_askedAt) < options.Value.OverviewAge);
        if (!fresh) (_askedAt, _overview) = (clock.GetTimestamp(), Look());
        return _overview!;
    }

    public async Task<TrailPage> Requests(TrailQuery query)
    {
        if (query.Problem() is { } problem) throw new ArgumentException($"{problem.Member} must be {problem.Expected}.", nameof(query));
        // One more than the page has says whether there is another.
        var (answers, coverage) = await _roundtrip.Ask(silos.Alive(), silo => silos.At(silo).Trails(query with { Limit = query.Limit + 1 }));
        var found = Trails.InOrder(answers.SelectMany(trails => trails), query with { Limit = query.Limit + 1 });
        var page = found.Take(query.Limit).ToImmutableArray();
        var hasNext = found.Length > query.Limit && !query.SlowestFirst && !query.Running;
        return new TrailPage { Trails = page, Next = hasNext ? page[^1].Cursor : null, Coverage = coverage };
    }

    public async Task<UpstreamSightings> Upstream(string name)
    {
        if (name is not { Length: > 0 and <= LongestName }) throw new ArgumentException($"name has {name?.Length ?? 0} characters; expected 1 to {LongestName}.", nameof(name));
        var (answers, coverage) = await _roundtrip.Ask(silos.Alive(), silo => silos.At(silo).Upstream(name));
        return new UpstreamSightings([.. answers.OrderBy(sight => sight.Silo, StringComparer.Ordinal)], coverage);
    }

    public async Task<AnswerPart?> Follow(SiloAddress silo, RequestId request, int from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return silos.Alive().Contains(silo) ? (await _roundtrip.InTime(() => silos.At(silo).Follow(request, from))).Value : null;
    }

    private async Task<ClusterOverview> Look()
    {
        var activations = _roundtrip.InTime(() => grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics());
        var (answers, coverage) = await _roundtrip.Ask(silos.Alive(), silo => silos.At(silo).Look());
        var counts = (await activations).Value ?? [];
        var sights = answers.Select(sight => sight with { Facts = sight.Facts with { Activations = Of(sight.Facts.Silo, counts) } }).ToList();
        return Overviews.Of(sights, coverage, clock.GetUtcNow());
    }

    private static ImmutableSortedDictionary<string, int> Of(string silo, SimpleGrainStatistic[] counts) => counts
        .Where(count => SiloNames.Of(count.SiloAddress) == silo)
        .GroupBy(count => count.GrainType)
        .ToImmutableSortedDictionary(type => type.Key, type => type.Sum(count => count.ActivationCount));
}

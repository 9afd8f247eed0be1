using Orchestrator.Sight;

namespace Orchestrator.Admin;

/// <summary>Stands in for what the silos tell: says what the test has it say, and remembers what it was asked.</summary>
internal sealed class FakeSight : ISightGrain
{
    public List<TrailQuery> Asked { get; } = [];

    public Func<Task<ClusterOverview>> Overviewed { get; set; } = () => Task.FromResult(new ClusterOverview
    {
        At = DateTimeOffset.UnixEpoch,
        Silos = [new SiloFacts { Silo = "S1", Since = DateTimeOffset.UnixEpoch, InFlight = 3 }],
        Seconds = [],
        Duration = new Percentiles(4, TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30)),
        FirstToken = default,
        Latencies = [],
        Coverage = new SightCoverage(["S1"], ["S2"]),
    });

    public Func<TrailQuery, TrailPage> Trails { get; set; } = _ => new TrailPage { Trails = [], Coverage = new SightCoverage(["S1"], []) };

    public Task<ClusterOverview> Overview() => Overviewed();

    public Task<TrailPage> Requests(TrailQuery query)
    {
        Asked.Add(query);
        return Task.FromResult(Trails(query));
    }

    public Task<UpstreamSightings> Upstream(string name) => Task.FromResult(new UpstreamSightings([], new SightCoverage(["S1"], [])));

    public Task<AnswerPart?> Follow(SiloAddress silo, RequestId request, int from) => throw new InvalidOperationException("Nobody follows an answer here.");
}

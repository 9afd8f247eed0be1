using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>What a silo remembers of its last requests, in memory alone.</summary>
internal sealed class SightBoard(IOptions<SightOptions> options, TimeProvider clock) : IRequestWitness
{
    private readonly Lock _lock = new();
    private readonly TrailRing _ring = new(options.Value.LastRequests);
    private readonly RateWindow _rates = new();

    public void Ended(RequestWalk walk)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _ring.Add(walk);
            _rates.Add(walk, now);
        }
    }

    public Task Close(CancellationToken cancellation) => Task.CompletedTask;

    public RequestWalk[] LastRequests()
    {
        lock (_lock) return _ring.ToArray();
    }

    public (ImmutableArray<SecondCounts> Seconds, ImmutableArray<LatencySlot> Latencies) Rates()
    {
        var now = clock.GetUtcNow();
        lock (_lock) return (_rates.CountsAt(now), _rates.LatenciesAt(now));
    }
}

using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestrator.Telemetry;
using Orleans.Concurrency;
using Orleans.Statistics;

namespace Orchestrator.Sight;

/// <summary>Answers for its silo. A service and no grain: it is at one silo, and is asked by the silo's address.</summary>
[Reentrant]
internal sealed class SiloSightService(
    GrainId id, Silo silo, ILoggerFactory loggers, SightBoard board, RequestWalks walks, AnswerTaps taps, UpstreamWatch upstreams, ILocalSiloDetails details, IEnvironmentStatisticsProvider machine, TimeProvider clock)
    : GrainService(id, silo, loggers), ISiloSight
{
    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private readonly string _name = SiloNames.Of(details.SiloAddress);

    public Task<SiloSight> Look()
    {
        var (seconds, latencies) = board.Rates();
        var statistics = machine.GetEnvironmentStatistics();
        var facts = new SiloFacts
        {
            Silo = _name,
            Since = _since,
            InFlight = walks.Running,
            MemoryBytes = statistics.FilteredMemoryUsageBytes,
            MemoryLimitBytes = statistics.MaximumAvailableMemoryBytes,
            CpuPercent = statistics.FilteredCpuUsagePercentage,
        };
        return Task.FromResult(new SiloSight { Facts = facts, Seconds = seconds, Latencies = latencies });
    }

    public Task<UpstreamSight> Upstream(string name) => Task.FromResult(upstreams.Of(name, _name));

    public Task<AnswerPart> Follow(RequestId request, int from)
    {
        var (chunks, next) = taps.Read(request, from);
        return Task.FromResult(new AnswerPart(chunks, next));
    }

    public Task<ImmutableArray<RequestTrail>> Trails(TrailQuery query) =>
        Task.FromResult(Sight.Trails.Find(query.Running ? walks.Now() : board.LastRequests(), query, _name, clock.GetUtcNow()));
}

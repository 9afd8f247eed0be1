using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>The admission to all upstreams of this silo: one desk for each.</summary>
internal sealed class UpstreamDesks : IAdmission, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly FrozenDictionary<string, UpstreamDesk> _desks;
    private readonly List<(UpstreamDesk Desk, TimeSpan Every)> _paces = [];
    private readonly List<ITimer> _timers = [];
    private readonly TimeProvider _clock;

    public UpstreamDesks(
        IGrainFactory grains, ILocalSiloDetails silo, IOptions<UpstreamsOptions> options, IServiceProvider services, TimeProvider clock, OrchestratorMeter meter, ILogger<UpstreamDesks> logger)
    {
        _clock = clock;
        var board = services.GetService<ITargetBoard>();
        var desks = new Dictionary<string, UpstreamDesk>();
        foreach (var (name, upstream) in options.Value.Upstreams)
        {
            desks[name] = new UpstreamDesk(name, silo.SiloAddress.ToParsableString(), upstream.Queue, grains.GetGrain<IUpstreamGrain>(name).Exchange, board, clock, meter, logger);
            _paces.Add((desks[name], upstream.Concurrency.Exchange));
        }

        _desks = desks.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public ValueTask<Admission> Enter(string upstream, Entrant entrant, CancellationToken cancellation) =>
        _desks.TryGetValue(upstream, out var desk)
            ? desk.Enter(entrant, cancellation)
            : throw new ArgumentException($"The upstream '{upstream}' is not among the Upstreams ({string.Join(", ", _desks.Keys)}).", nameof(upstream));

    // Exchanges begin once grains can be called, and end while they still can.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(UpstreamDesks), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose() => _timers.ForEach(timer => timer.Dispose());

    private Task Start(CancellationToken cancellation)
    {
        foreach (var (desk, every) in _paces) _timers.Add(_clock.CreateTimer(_ => desk.KeepHouse(), null, TimeSpan.Zero, every));
        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellation)
    {
        Dispose();
        return Task.WhenAll(_desks.Values.Select(desk => desk.Close())).WaitAsync(cancellation);
    }
}

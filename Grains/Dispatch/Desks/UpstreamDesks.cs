using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>The admission to all upstreams of this silo: one desk for each, from when it is first called or when the silo starts.</summary>
internal sealed class UpstreamDesks(
    IGrainFactory grains, ILocalSiloDetails silo, UpstreamDirectory upstreams, ITargetBoard board, TimeProvider clock, OrchestratorMeter meter, ILogger<UpstreamDesks> logger)
    : IAdmission, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(UpstreamDesk Desk, ITimer Timer)>> _desks = new(StringComparer.OrdinalIgnoreCase);

    public ValueTask<Admission> Enter(string upstream, Entrant entrant, CancellationToken cancellation) => DeskOf(upstream).Enter(entrant, cancellation);

    // Exchanges begin once grains can be called, and end while they still can.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(UpstreamDesks), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose()
    {
        foreach (var desk in _desks.Values) desk.Value.Timer.Dispose();
    }

    private Task Start(CancellationToken cancellation)
    {
        foreach (var name in upstreams.Names) DeskOf(name);
        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellation)
    {
        Dispose();
        return Task.WhenAll(_desks.Values.Select(desk => desk.Value.Desk.Close())).WaitAsync(cancellation);
    }

    private UpstreamDesk DeskOf(string upstream) => _desks.GetOrAdd(upstream, static (name, desks) => new(() => desks.Open(name)), this).Value.Desk;

    private (UpstreamDesk, ITimer) Open(string name)
    {
        var options = upstreams.OptionsOf(name) ?? throw new ArgumentException($"The upstream '{name}' is not among the Upstreams ({string.Join(", ", upstreams.Names)}).", nameof(name));
        var desk = new UpstreamDesk(name, silo.SiloAddress.ToParsableString(), options.Queue, grains.GetGrain<IUpstreamGrain>(name).Exchange, board, clock, meter, logger);
        return (desk, clock.CreateTimer(_ => desk.KeepHouse(), null, TimeSpan.Zero, options.Concurrency.Exchange));
    }
}

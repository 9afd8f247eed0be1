using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Orchestrator.Durability;

/// <summary>Keeps what is known of the store's durability: asks before the silo joins its cluster, and again after every reconnect.</summary>
/// <remarks>
/// A store that is not reached at start is not held against anybody: the silo goes on, and fails by itself if the store stays away. A store that
/// turns out worse while the silo runs costs its readiness and not its life: running requests are no safer in a process that is dead.
/// </remarks>
internal sealed partial class StoreWatch : BackgroundService
{
    // Asking a store that is away takes seconds by itself.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly StoreInquiry _inquiry;
    private readonly DurabilityDemand _demand;
    private readonly TimeProvider _clock;
    private readonly ILogger<StoreWatch> _logger;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile StoreDurability _durability = StoreDurability.NotAsked;

    public StoreWatch(StoreInquiry inquiry, DurabilityDemand demand, IMeterFactory meters, TimeProvider clock, ILogger<StoreWatch> logger)
    {
        (_inquiry, _demand, _clock, _logger) = (inquiry, demand, clock, logger);
        meters.Create("Orchestrator").CreateObservableGauge("orchestrator.store.durable", () => Durability.Verdict == StoreVerdict.Kept ? 1 : 0,
            description: "1 when the store keeps what it acknowledges, 0 when it may lose some or is not known to");
    }

    public StoreDurability Durability => _durability;

    /// <summary>Hosted before the silo, so that one that is refused was never a member.</summary>
    /// <exception cref="OptionsValidationException">The store may lose what it acknowledged, and that is not accepted.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _inquiry.WhenServersChange(() => _changes.Writer.TryWrite(true));
        if (!await Look(cancellationToken)) _changes.Writer.TryWrite(true);
        else if (!_demand.IsMetBy(Durability)) throw new OptionsValidationException("StoreDurability", typeof(DurabilityPolicy), _demand.Refusal(Durability));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await Look(stoppingToken)) await Task.Delay(s_pause, _clock, stoppingToken);
        }
    }

    /// <summary>Returns whether the store answered. A store that is away is asked many times, and that is not worth a word each time.</summary>
    private async Task<bool> Look(CancellationToken cancellation)
    {
        _durability = await _inquiry.Ask(cancellation);
        if (_durability == StoreDurability.NotAsked) return false;
        Tell(_durability);
        return true;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>The quota room's counter in a silo: one desk for each tenant that has been here.</summary>
internal sealed class QuotaDesks : IDisposable
{
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<TenantId, QuotaDesk> _desks = new();
    private readonly Func<TenantId, QuotaDesk> _open;
    private readonly ITimer _timer;

    public QuotaDesks(IGrainFactory grains, ILocalSiloDetails silo, DemandPlanner planner, IOptions<QuotaOptions> options, TimeProvider time, ILogger<QuotaDesks> logger)
    {
        // Exchanges run on the thread pool, where the silo itself is the caller.
        _open = tenant => new QuotaDesk(tenant, grains.GetGrain<IQuotaGrain>(tenant.Value).Exchange, planner.Of, options.Value.Quota.Lease, $"{silo.SiloAddress.Endpoint}", time, logger);
        _timer = time.CreateTimer(_ => KeepHouse(), null, s_housekeeping, s_housekeeping);
    }

    /// <summary>Takes what the request may use from all limits that bind it, or nothing from any.</summary>
    public ValueTask<Reservation> Reserve(QuotaRequest request, CancellationToken cancellation) =>
        _desks.GetOrAdd(request.Tenant, _open).Reserve(request, cancellation);

    /// <summary>Gives back what this silo was leased. For a silo that stops, once its requests have ended.</summary>
    public Task Close() => Task.WhenAll(_desks.Values.Select(desk => desk.Close()));

    public void Dispose() => _timer.Dispose();

    private void KeepHouse()
    {
        foreach (var (_, desk) in _desks) desk.KeepHouse();
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orchestrator.Quota;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>The hall's second and last step but one: reserves before the call, keeps the permit alive while it runs, settles after it.</summary>
internal sealed class QuotaSteps(IGrainFactory grains, Insistence insist, OrchestratorMeter meter, TimeProvider clock)
{
    private readonly ConcurrentDictionary<TenantId, IQuotaGrain> _grains = new();

    public async Task<Reservation> Reserve(ChatRequest request, long tokens)
    {
        using var span = OrchestratorActivities.Room("quota.reserve");
        var grain = Grain(request);
        var reservation = await insist.On(() => grain.Reserve(new ReservationRequest(request.Id, tokens)));
        if (reservation is Reservation.Refused refused) meter.RequestRefused(request.Tenant, refused.Refusal.Limit);
        return reservation;
    }

    /// <summary>Renews the request's permit until disposed.</summary>
    public IDisposable? KeepPermit(ChatRequest request, Reservation.Granted granted)
    {
        if (granted.RenewEvery is not { } every) return null;
        var grain = Grain(request);
        // A renewal that is lost is followed by the next one, well within the permit's lease.
        return clock.CreateTimer(_ => grain.Renew(request.Id).Ignore(), null, every, every);
    }

    public async Task<ImmutableArray<QuotaLevel>> Settle(ChatRequest request, long? tokens, TokenUsage? usage)
    {
        using var span = OrchestratorActivities.Room("quota.settle");
        if (usage is { } counted) meter.TokensSettled(request.Tenant, counted);
        var grain = Grain(request);
        return await insist.On(() => grain.Settle(new Settlement(request.Id, tokens)));
    }

    /// <summary>Looking a reference up by interface costs more than the call it is for. There are as many as tenants are configured.</summary>
    private IQuotaGrain Grain(ChatRequest request) =>
        _grains.GetOrAdd(request.Tenant, static (tenant, grains) => grains.GetGrain<IQuotaGrain>(tenant.Value), grains);
}

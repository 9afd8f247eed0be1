using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Says which limits bind a tenant now. A bad edit of the configuration never gets here, so the last good one stays.</summary>
internal sealed class QuotaPlans : IDisposable
{
    private readonly IDisposable? _subscription;
    private FrozenDictionary<string, ImmutableArray<LimitTerms>> _byTenant;

    public QuotaPlans(IOptionsMonitor<QuotaOptions> options)
    {
        _byTenant = Read(options.CurrentValue);
        _subscription = options.OnChange(changed => Volatile.Write(ref _byTenant, Read(changed)));
    }

    public ImmutableArray<LimitTerms> Of(TenantId tenant) => Volatile.Read(ref _byTenant).TryGetValue(tenant.Value, out var limits)
        ? limits
        : throw new InvalidOperationException($"Tenant '{tenant}' has no quota: Tenants:{tenant}:Plan is not configured.");

    public void Dispose() => _subscription?.Dispose();

    private static FrozenDictionary<string, ImmutableArray<LimitTerms>> Read(QuotaOptions options)
    {
        var plans = options.Plans.ToDictionary(plan => plan.Key, plan => plan.Value.Limits.Select(Terms).ToImmutableArray());
        return options.Tenants.ToFrozenDictionary(tenant => tenant.Key, tenant => plans[tenant.Value.Plan]);
    }

    private static LimitTerms Terms(QuotaLimitOptions limit) =>
        new(limit.Name, limit.Unit, limit.Amount, limit.Period?.Ticks ?? 0, limit.Burst ?? limit.Amount);
}

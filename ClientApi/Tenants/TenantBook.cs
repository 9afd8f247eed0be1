using System.Collections.Immutable;

namespace Orchestrator.Tenants;

/// <summary>What the register says, as this process knows it at one moment.</summary>
internal sealed record TenantBook
{
    public static TenantBook Empty { get; } = new();

    /// <summary>Number of the newest entry that is in it.</summary>
    public long Version { get; init; }

    public ImmutableSortedDictionary<string, TenantRecord> Tenants { get; init; } = ImmutableSortedDictionary.Create<string, TenantRecord>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, PlanRecord> Plans { get; init; } = ImmutableSortedDictionary.Create<string, PlanRecord>(StringComparer.Ordinal);

    /// <summary>The book with the entries in it. What is in it already, by its version, stays.</summary>
    public TenantBook With(IEnumerable<RegisterEntry> entries)
    {
        var (tenants, plans, version) = (Tenants.ToBuilder(), Plans.ToBuilder(), Version);
        foreach (var entry in entries)
        {
            version = Math.Max(version, entry.Number);
            if (entry.Tenant is { } tenant && !(tenants.TryGetValue(tenant.Id, out var known) && known.Version > entry.Number))
            {
                if (entry.Removed) tenants.Remove(tenant.Id);
                else tenants[tenant.Id] = tenant;
            }

            if (entry.Plan is not { } plan || (plans.TryGetValue(plan.Name, out var knownPlan) && knownPlan.Version > entry.Number)) continue;
            if (entry.Removed) plans.Remove(plan.Name);
            else plans[plan.Name] = plan;
        }

        return this with { Version = version, Tenants = tenants.ToImmutable(), Plans = plans.ToImmutable() };
    }
}

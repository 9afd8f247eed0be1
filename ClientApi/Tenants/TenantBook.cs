using System.Collections.Immutable;
using Orchestrator.Identity;

namespace Orchestrator.Tenants;

/// <summary>What the register says, as this process knows it at one moment. A change costs what it changes, however many tenants there are.</summary>
internal sealed record TenantBook
{
    public static TenantBook Empty { get; } = new();

    /// <summary>Number of the newest entry that is in it.</summary>
    public long Version { get; private init; }

    public ImmutableSortedDictionary<string, TenantRecord> Tenants { get; private init; } = ImmutableSortedDictionary.Create<string, TenantRecord>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, PlanRecord> Plans { get; private init; } = ImmutableSortedDictionary.Create<string, PlanRecord>(StringComparer.Ordinal);

    /// <summary>The keys that were not revoked, by their ids.</summary>
    public ImmutableDictionary<string, RegisteredKey> Keys { get; private init; } = ImmutableDictionary.Create<string, RegisteredKey>(StringComparer.Ordinal);

    /// <summary>The book with a page of the register in it. It has the version of the first page: entries after that are to be applied over all pages.</summary>
    public TenantBook With(RegisterPage page)
    {
        var (tenants, keys) = (Tenants.ToBuilder(), Keys.ToBuilder());
        foreach (var tenant in page.Tenants) Put(tenant, tenants, keys);
        var plans = page.Plans.IsEmpty ? Plans : Plans.SetItems(page.Plans.Select(plan => KeyValuePair.Create(plan.Name, plan)));
        return new TenantBook { Version = Version == 0 ? page.Version : Version, Tenants = tenants.ToImmutable(), Plans = plans, Keys = keys.ToImmutable() };
    }

    /// <summary>The book with the entries in it. What is in it already, by its version, stays.</summary>
    public TenantBook With(IReadOnlyCollection<RegisterEntry> entries)
    {
        if (entries.Count == 0) return this;
        var (tenants, keys, plans, version) = (Tenants.ToBuilder(), Keys.ToBuilder(), Plans, Version);
        foreach (var entry in entries)
        {
            version = Math.Max(version, entry.Number);
            if (entry.Tenant is { } tenant && !(tenants.TryGetValue(tenant.Id, out var known) && known.Version > entry.Number))
            {
                Drop(tenant.Id, tenants, keys);
                if (!entry.Removed) Put(tenant, tenants, keys);
            }

            if (entry.Plan is not { } plan || (plans.TryGetValue(plan.Name, out var knownPlan) && knownPlan.Version > entry.Number)) continue;
            plans = entry.Removed ? plans.Remove(plan.Name) : plans.SetItem(plan.Name, plan);
        }

        return new TenantBook { Version = version, Tenants = tenants.ToImmutable(), Plans = plans, Keys = keys.ToImmutable() };
    }

    private static void Drop(string id, ImmutableSortedDictionary<string, TenantRecord>.Builder tenants, ImmutableDictionary<string, RegisteredKey>.Builder keys)
    {
        if (!tenants.Remove(id, out var before)) return;
        foreach (var key in before.Keys) keys.Remove(key.Id);
    }

    private static void Put(TenantRecord tenant, ImmutableSortedDictionary<string, TenantRecord>.Builder tenants, ImmutableDictionary<string, RegisteredKey>.Builder keys)
    {
        tenants[tenant.Id] = tenant;
        foreach (var key in tenant.Keys)
        {
            if (key.RevokedAt is not null || !KeyHash.TryParse(key.Hash, out var hash)) continue;
            var scope = key.Models.IsEmpty && key.Endpoints.IsEmpty ? KeyScope.Everything : new KeyScope(key.Models, key.Endpoints);
            keys[key.Id] = new RegisteredKey(new KeyHolder(new TenantId(tenant.Id), key.Id, scope, ExpiresAt: key.ExpiresAt, IsRegistered: true), hash);
        }
    }
}

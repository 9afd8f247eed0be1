using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orchestrator.Identity;

namespace Orchestrator.Dashboard;

/// <summary>A tenant as the configuration of this process has it.</summary>
/// <param name="Plan">Its plan; null where the configuration of this process does not say.</param>
/// <param name="Keys">The ids of its keys, which are no secret.</param>
internal sealed record ConfiguredTenant(string Id, string? Plan, ImmutableArray<string> Keys);

/// <summary>Which tenants there are, as the configuration of this process has them now.</summary>
internal sealed class TenantsInConfiguration(IOptionsMonitor<TenantsOptions> options, IConfiguration configuration)
{
    private volatile Reading? _reading;

    /// <summary>All of them by their names. What was read is kept until the configuration changes: there may be thousands.</summary>
    public IReadOnlyList<ConfiguredTenant> All
    {
        get
        {
            var now = options.CurrentValue;
            if (_reading is { } reading && ReferenceEquals(reading.Of, now)) return reading.Tenants;
            return (_reading = new Reading(now, Read(now))).Tenants;
        }
    }

    /// <summary>The tenant of that name; null where none is configured here.</summary>
    public ConfiguredTenant? Find(string id) => options.CurrentValue.Tenants.TryGetValue(id, out var tenant) ? Read(id, tenant) : null;

    private List<ConfiguredTenant> Read(TenantsOptions tenants) =>
        [.. tenants.Tenants.OrderBy(tenant => tenant.Key, StringComparer.Ordinal).Select(tenant => Read(tenant.Key, tenant.Value))];

    private ConfiguredTenant Read(string id, TenantOptions tenant) =>
        new(id, configuration[$"{TenantsOptions.Section}:{id}:Plan"], [.. tenant.Keys.Keys.Order(StringComparer.Ordinal)]);

    private sealed record Reading(TenantsOptions Of, IReadOnlyList<ConfiguredTenant> Tenants);
}

using Microsoft.Extensions.Primitives;

namespace Orchestrator.Tenants;

/// <summary>A tenant as an operator sees it, wherever it comes from.</summary>
/// <param name="Plan">The name of the plan in force.</param>
/// <param name="IsConfigured">Whether configuration names it.</param>
/// <param name="Keys">How many keys open the door for it, those that expired among them.</param>
/// <param name="CreatedAt">Null for one that is configured.</param>
/// <param name="Version">Number of the entry that changed it last; 0 where none did.</param>
internal sealed record TenantView(string Id, string Name, string Plan, bool IsPaused, bool IsConfigured, int Keys, DateTimeOffset? CreatedAt, long Version);

/// <summary>By what tenants are put in order.</summary>
internal enum TenantOrder
{
    Id,
    Name,
    Plan,
    CreatedAt,
}

/// <summary>All tenants of the moment, configured and registered ones. It reads what this process knows and asks nobody, so that ten thousand are as quick as ten.</summary>
internal sealed class TenantDirectory : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly RegisterFollower _register;
    private readonly IDisposable _changes;
    private volatile TenantView[]? _all;

    public TenantDirectory(IConfiguration configuration, RegisterFollower register)
    {
        _configuration = configuration;
        _register = register;
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, () => _all = null);
    }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<TenantView> All => _all ??= Read();

    /// <summary>The names of all plans, in order.</summary>
    public IReadOnlyList<string> Plans => [.. _configuration.GetSection("Plans").GetChildren().Select(plan => plan.Key).Order(StringComparer.Ordinal)];

    public TenantView? Find(string id) => All is TenantView[] all && Array.BinarySearch(all.Select(tenant => tenant.Id).ToArray(), id, StringComparer.Ordinal) is var place and >= 0 ? all[place] : null;

    /// <summary>What the register has of a plan; null for a configured one.</summary>
    public PlanRecord? RecordOf(string plan) => _register.Book.Plans.GetValueOrDefault(plan);

    /// <summary>What the register has of the tenant's keys; those that configuration has are not in it.</summary>
    public IReadOnlyList<KeyRecord> KeysOf(string tenant) => _register.Book.Tenants.GetValueOrDefault(tenant)?.Keys ?? [];

    /// <summary>The ids of the keys that configuration has.</summary>
    public IReadOnlyList<string> ConfiguredKeysOf(string tenant) =>
        [.. _configuration.GetSection($"Tenants:{tenant}:Keys").GetChildren().Where(key => key[RegisterMark.Name] is null).Select(key => key.Key)];

    /// <summary>Those whose id, name or plan has the text in it, in that order, and how many there are in all.</summary>
    public (IReadOnlyList<TenantView> Page, int Total) Search(string? text, TenantOrder order, bool descending, int skip, int take)
    {
        var found = string.IsNullOrWhiteSpace(text) ? All : [.. All.Where(tenant => Has(tenant, text.Trim()))];
        if (order is TenantOrder.Id && !descending) return ([.. found.Skip(skip).Take(take)], found.Count);
        var sorted = order switch
        {
            TenantOrder.Name => found.OrderBy(tenant => tenant.Name, StringComparer.OrdinalIgnoreCase).ThenBy(tenant => tenant.Id, StringComparer.Ordinal),
            TenantOrder.Plan => found.OrderBy(tenant => tenant.Plan, StringComparer.Ordinal).ThenBy(tenant => tenant.Id, StringComparer.Ordinal),
            TenantOrder.CreatedAt => found.OrderBy(tenant => tenant.CreatedAt).ThenBy(tenant => tenant.Id, StringComparer.Ordinal),
            _ => found.OrderBy(tenant => tenant.Id, StringComparer.Ordinal),
        };
        return ([.. (descending ? sorted.Reverse() : sorted).Skip(skip).Take(take)], found.Count);
    }

    public void Dispose() => _changes.Dispose();

    private static bool Has(TenantView tenant, string text) =>
        tenant.Id.Contains(text, StringComparison.OrdinalIgnoreCase) || tenant.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || tenant.Plan.Contains(text, StringComparison.OrdinalIgnoreCase);

    private TenantView[] Read()
    {
        var records = _register.Book.Tenants;
        return [.. _configuration.GetSection("Tenants").GetChildren().Select(tenant =>
        {
            var record = records.GetValueOrDefault(tenant.Key);
            var isConfigured = tenant[RegisterMark.Name] is null;
            return new TenantView(
                tenant.Key, record?.Name ?? "", tenant["Plan"] ?? "", bool.TryParse(tenant["Paused"], out var paused) && paused, isConfigured,
                tenant.GetSection("Keys").GetChildren().Count(), isConfigured ? null : record?.CreatedAt, record?.Version ?? 0);
        }).OrderBy(tenant => tenant.Id, StringComparer.Ordinal)];
    }
}

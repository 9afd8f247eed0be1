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
internal sealed class TenantDirectory(IConfiguration configuration, RegisterFollower register)
{
    private volatile Written? _written;
    private volatile Reading? _reading;

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<TenantView> All
    {
        get
        {
            var (configured, book) = (Configured, register.Book);
            if (_reading is { } last && ReferenceEquals(last.Configured, configured) && ReferenceEquals(last.Book, book)) return last.Tenants;
            return (_reading = new Reading(configured, book, Merge(configured, book))).Tenants;
        }
    }

    /// <summary>The names of all plans, in order.</summary>
    public IReadOnlyList<string> Plans => [.. configuration.GetSection("Plans").GetChildren().Select(plan => plan.Key).Order(StringComparer.Ordinal)];

    public TenantView? Find(string id)
    {
        var (configured, record) = (Configured.GetValueOrDefault(id), register.Book.Tenants.GetValueOrDefault(id));
        return configured is null && record is null ? null : View(id, configured, record);
    }

    /// <summary>The plan of that name; null where there is none.</summary>
    public PlanView? Plan(string name) =>
        configuration.GetSection($"Plans:{name}") is var section && section.Exists() ? PlanView.Of(section, register.Book.Plans.GetValueOrDefault(name)) : null;

    /// <summary>What the register has of the tenant's keys; those that configuration has are not in it.</summary>
    public IReadOnlyList<KeyRecord> KeysOf(string tenant) => register.Book.Tenants.GetValueOrDefault(tenant)?.Keys ?? [];

    /// <summary>The ids of the keys that configuration has.</summary>
    public IReadOnlyList<string> ConfiguredKeysOf(string tenant) => Configured.GetValueOrDefault(tenant)?.Keys ?? [];

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

    private static bool Has(TenantView tenant, string text) =>
        tenant.Id.Contains(text, StringComparison.OrdinalIgnoreCase) || tenant.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || tenant.Plan.Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>What configuration says, read anew where it has changed since.</summary>
    private Dictionary<string, ConfiguredTenant> Configured
    {
        get
        {
            if (_written is { Changes.HasChanged: false } last) return last.Tenants;
            var changes = configuration.GetReloadToken();
            return (_written = new Written(changes, configuration.GetSection("Tenants").GetChildren().ToDictionary(tenant => tenant.Key, Read, StringComparer.Ordinal))).Tenants;
        }
    }

    private static ConfiguredTenant Read(IConfigurationSection tenant) =>
        new(tenant["Plan"] ?? "", bool.TryParse(tenant["Paused"], out var paused) && paused, [.. tenant.GetSection("Keys").GetChildren().Select(key => key.Key)]);

    private static TenantView[] Merge(Dictionary<string, ConfiguredTenant> configured, TenantBook book) =>
    [
        .. configured.Select(tenant => View(tenant.Key, tenant.Value, book.Tenants.GetValueOrDefault(tenant.Key)))
            .Concat(book.Tenants.Where(tenant => !configured.ContainsKey(tenant.Key)).Select(tenant => View(tenant.Key, null, tenant.Value)))
            .OrderBy(tenant => tenant.Id, StringComparer.Ordinal),
    ];

    private static TenantView View(string id, ConfiguredTenant? configured, TenantRecord? record) => new(
        id,
        record?.Name ?? "",
        record is { Plan.Length: > 0 } ? record.Plan : configured?.Plan ?? "",
        (record?.Paused ?? false) || (configured?.IsPaused ?? false),
        configured is not null,
        (configured?.Keys.Count ?? 0) + (record?.Keys.Count(key => key.RevokedAt is null) ?? 0),
        configured is null ? record?.CreatedAt : null,
        record?.Version ?? 0);

    /// <summary>What configuration says of a tenant.</summary>
    private sealed record ConfiguredTenant(string Plan, bool IsPaused, IReadOnlyList<string> Keys);

    private sealed record Written(IChangeToken Changes, Dictionary<string, ConfiguredTenant> Tenants);

    private sealed record Reading(Dictionary<string, ConfiguredTenant> Configured, TenantBook Book, TenantView[] Tenants);
}

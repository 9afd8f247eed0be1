using Orchestrator.Tenants;
using Orchestrator.Usage;

namespace Orchestrator.Dashboard;

/// <summary>By what a list of tenants is ordered.</summary>
internal enum TenantColumn
{
    /// <summary>The most tokens first.</summary>
    Tokens,
    Name,
    Plan,

    /// <summary>The most requests first.</summary>
    Requests,

    /// <summary>The most money first.</summary>
    Cost,

    /// <summary>The most refused first.</summary>
    Refused,

    /// <summary>The most failed first.</summary>
    Failed,
}

/// <summary>One tenant in a list.</summary>
/// <param name="Today">What it used today; null where that was nothing, or where it is not among the tenants that are counted one by one.</param>
/// <param name="Tenant">Null for one that called today and is none any more.</param>
internal sealed record TenantRow(string Id, TenantView? Tenant, UsageSums? Today);

/// <summary>A page of a list of tenants, and how many fit in all.</summary>
internal sealed record TenantRows(IReadOnlyList<TenantRow> Rows, int Total)
{
    /// <summary>
    /// All tenants and those that called today, those whose id, name or plan has the text in it, in that order, one page of them. Reads each tenant
    /// once: thousands of them are a few milliseconds, and no more than a page goes to a browser.
    /// </summary>
    public static TenantRows Of(IReadOnlyList<TenantView> tenants, IReadOnlyDictionary<string, UsageSums> today, string search, TenantColumn order, int skip, int most)
    {
        var known = tenants.Select(tenant => tenant.Id).ToHashSet(StringComparer.Ordinal);
        var all = tenants.Select(tenant => new TenantRow(tenant.Id, tenant, today.GetValueOrDefault(tenant.Id)))
            .Concat(today.Where(tenant => !known.Contains(tenant.Key)).Select(tenant => new TenantRow(tenant.Key, null, tenant.Value)));
        var found = all.Where(row => Has(row.Id, search) || Has(row.Tenant?.Name, search) || Has(row.Tenant?.Plan, search)).ToList();
        var ordered = order switch
        {
            TenantColumn.Name => found.OrderBy(row => row.Id, StringComparer.OrdinalIgnoreCase),
            TenantColumn.Plan => found.OrderBy(row => row.Tenant?.Plan, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Id, StringComparer.Ordinal),
            _ => found.OrderByDescending(row => Figure(row.Today, order)).ThenBy(row => row.Id, StringComparer.Ordinal),
        };
        return new TenantRows([.. ordered.Skip(skip).Take(most)], found.Count);
    }

    private static bool Has(string? text, string search) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) ?? false;

    private static long Figure(UsageSums? sums, TenantColumn order) => sums is null ? 0 : order switch
    {
        TenantColumn.Requests => sums.Requests,
        TenantColumn.Cost => sums.Cost,
        TenantColumn.Refused => sums.Refusals.Values.Sum(),
        TenantColumn.Failed => sums.Errors.Values.Sum(),
        _ => sums.PromptTokens + sums.CompletionTokens,
    };
}

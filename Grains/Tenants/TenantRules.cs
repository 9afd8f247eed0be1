using System.Buffers;

namespace Orchestrator.Tenants;

/// <summary>How tenants and plans may be called, and what changed of them in words.</summary>
internal static class TenantRules
{
    public const string TenantExpected = "expected 1 to 64 of a-z, 0-9 and '-', not starting with '-'.";

    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsTenant(string name) => name.Length is >= 1 and <= 64 && name[0] != '-' && !name.AsSpan().ContainsAnyExcept(s_letters);

    public static string Difference(TenantRecord before, TenantRecord after)
    {
        var changes = new List<string>();
        if (before.Name != after.Name) changes.Add($"name '{before.Name}' to '{after.Name}'");
        if (before.Plan != after.Plan) changes.Add($"plan {PlanOf(before)} to {PlanOf(after)}");
        if (before.Paused != after.Paused) changes.Add(after.Paused ? "paused" : "resumed");
        return changes.Count == 0 ? "nothing changed" : string.Join(", ", changes);
    }

    public static string Difference(PlanRecord? before, PlanRecord after)
    {
        var old = before?.Settings ?? after.Settings.Clear();
        var changes = old.Keys.Union(after.Settings.Keys).Order(StringComparer.Ordinal)
            .Select(key => (Key: key, Old: old.GetValueOrDefault(key), New: after.Settings.GetValueOrDefault(key)))
            .Where(change => change.Old != change.New)
            .Select(change => change.Old is null ? $"{change.Key} {change.New}" : $"{change.Key} {change.Old} to {change.New ?? "none"}");
        return string.Join(", ", changes);
    }

    private static string PlanOf(TenantRecord tenant) => tenant.Plan.Length == 0 ? "as configured" : tenant.Plan;
}

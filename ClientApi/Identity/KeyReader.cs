using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Tenants;

namespace Orchestrator.Identity;

/// <summary>Says what a configured key is bound to, and lists what is wrong with that.</summary>
internal static class KeyReader
{
    public static KeyHolder Read(string path, TenantId tenant, string id, bool paused, KeyOptions key, ICollection<string> problems)
    {
        DateTimeOffset? ends = null;
        if (key.ExpiresAt is { Length: > 0 } text)
        {
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) ends = time;
            else problems.Add($"{path}:ExpiresAt is '{text}', expected a time in ISO 8601, as in 2027-01-31T00:00:00Z.");
        }

        var (models, endpoints) = (List(key.Models), List(key.Endpoints));
        if (models.Length > KeyRecord.MostModels) problems.Add($"{path}:Models has {models.Length} models, expected {KeyRecord.MostModels} at most.");
        foreach (var unknown in endpoints.Where(endpoint => !KeyEndpoints.All.Contains(endpoint)))
            problems.Add($"{path}:Endpoints has '{unknown}', expected some of {string.Join(", ", KeyEndpoints.All)}.");
        var scope = models.IsEmpty && endpoints.IsEmpty ? KeyScope.Everything : new KeyScope(models, endpoints);
        return new KeyHolder(tenant, id, scope, paused, ends, key.Registered);
    }

    private static ImmutableArray<string> List(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}

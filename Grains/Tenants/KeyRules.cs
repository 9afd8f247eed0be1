using System.Buffers;

namespace Orchestrator.Tenants;

/// <summary>What the record of a key has to be.</summary>
internal static class KeyRules
{
    private const int LongestModel = 256;
    private const string HashPrefix = "sha256:";
    private const int HashDigits = 64;

    private static readonly SearchValues<char> s_id = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    public static RegisterAnswer.Invalid? Check(KeyRecord key, DateTimeOffset now)
    {
        if (key.Id.Length is < 1 or > 32 || key.Id.AsSpan().ContainsAnyExcept(s_id)) return new("id", "expected 1 to 32 of a-z and 0-9.");
        if (key.Hash.Length != HashPrefix.Length + HashDigits || !key.Hash.StartsWith(HashPrefix, StringComparison.Ordinal) || key.Hash.AsSpan(HashPrefix.Length).ContainsAnyExcept(s_hex))
            return new("hash", "expected 'sha256:' and 64 hexadecimal digits.");
        if (key.Name.Length > TenantRecord.LongestName) return new("name", $"has {key.Name.Length} characters; expected {TenantRecord.LongestName} at most.");
        if (key.ExpiresAt <= now) return new("expires_at", $"is {key.ExpiresAt:u}, which is over: expected a time to come.");
        if (key.Models.Length > KeyRecord.MostModels) return new("models", $"has {key.Models.Length} models; expected {KeyRecord.MostModels} at most.");
        if (key.Models.FirstOrDefault(model => model.Length is < 1 or > LongestModel || model.Contains(',', StringComparison.Ordinal)) is not null) return new("models", $"expected names of 1 to {LongestModel} characters without commas.");
        return key.Endpoints.FirstOrDefault(endpoint => !KeyEndpoints.All.Contains(endpoint)) is { } unknown
            ? new("endpoints", $"has '{unknown}'; expected some of {string.Join(", ", KeyEndpoints.All)}.")
            : null;
    }

    /// <summary>What the key may, without what it is.</summary>
    public static string Words(KeyRecord key)
    {
        var models = key.Models.IsEmpty ? "all models" : string.Join(' ', key.Models);
        var endpoints = key.Endpoints.IsEmpty ? "all endpoints" : string.Join(' ', key.Endpoints);
        return $"{models}, {endpoints}, {(key.ExpiresAt is { } at ? $"until {at:u}" : "without end")}";
    }
}

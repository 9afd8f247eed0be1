using System.Buffers;
using System.Collections.Frozen;

namespace Orchestrator.Identity;

/// <summary>All keys at one moment, and whose they are.</summary>
internal sealed class KeyRing
{
    private static readonly SearchValues<char> s_tenantLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _entries;
    private readonly bool _demoAllowed;

    private KeyRing(Dictionary<string, Entry> entries, bool demoAllowed)
    {
        _entries = entries.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _demoAllowed = demoAllowed;
    }

    /// <summary>Makes the ring of what is configured, and lists what is wrong with that; a ring with problems is not to be used.</summary>
    public static KeyRing Make(TenantsOptions options, bool demoAllowed, ICollection<string> problems)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var (tenant, tenantOptions) in options.Tenants)
        {
            if (!IsTenant(tenant))
                problems.Add($"{TenantsOptions.Section}:{tenant} is no name for a tenant: expected 1 to 64 of a-z, 0-9 and '-', not starting with '-'.");
            if (tenantOptions.Paused is not (null or "true" or "false" or "True" or "False"))
                problems.Add($"{TenantsOptions.Section}:{tenant}:Paused is '{tenantOptions.Paused}', expected true or false.");
            var paused = tenantOptions.Paused is "true" or "True";
            foreach (var (id, key) in tenantOptions.Keys)
            {
                var path = $"{TenantsOptions.Section}:{tenant}:Keys:{id}";
                if (!ApiKey.IsId(id))
                    problems.Add($"{path} is no id for a key: expected 1 to 32 of a-z and 0-9.");
                else if (!KeyHash.TryParse(key.Hash, out var hash))
                    problems.Add($"{path} must be 'sha256:' and 64 hexadecimal digits, the SHA-256 of the whole key text.");
                else if (!demoAllowed && hash.Matches(DemoKey.Text))
                    problems.Add($"{path} is the public demo key, which is allowed only in Development: remove it.");
                else if (!entries.TryAdd(id, new Entry(KeyReader.Read(path, new TenantId(tenant), id, paused, key, problems), hash)) && !key.Registered)
                    problems.Add($"{path} has the id of a key of tenant '{entries[id].Holder.Tenant}': key ids are unique over all tenants.");
            }
        }
        return new KeyRing(entries, demoAllowed);
    }

    /// <summary>Whose key this is; null where it is nobody's.</summary>
    public KeyHolder? Find(ReadOnlySpan<char> key)
    {
        if (!ApiKey.TryReadId(key, out var id)) return null;
        if (!_demoAllowed && key.SequenceEqual(DemoKey.Text)) return null;
        return _entries.TryGetValue(id, out var entry) && entry.Hash.Matches(key) ? entry.Holder : null;
    }

    private static bool IsTenant(string name) =>
        name.Length is >= 1 and <= 64 && name[0] != '-' && !name.AsSpan().ContainsAnyExcept(s_tenantLetters);

    private sealed record Entry(KeyHolder Holder, KeyHash Hash);
}

using System.Collections.Frozen;
using Orchestrator.Identity;

namespace Orchestrator.Operators;

/// <summary>All operators at one moment. <c>Admin:Keys:{id}</c> is the hash of an admin's key, or says <c>Hash</c> and <c>Role</c>.</summary>
internal sealed class OperatorRing
{
    public const string Section = "Admin:Keys";

    private const int Most = 1_000;

    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _entries;

    private OperatorRing(Dictionary<string, Entry> entries) =>
        _entries = entries.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Makes the ring of what is configured, and lists what is wrong with that; a ring with problems is not to be used.</summary>
    public static OperatorRing Make(IConfiguration configuration, bool demoAllowed, ICollection<string> problems)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var key in configuration.GetSection(Section).GetChildren())
        {
            // A variable that a deployment passes on and nobody has set.
            if (key.Value is "") continue;
            var stated = key.Value ?? key["Hash"];
            if (!ApiKey.IsId(key.Key))
                problems.Add($"{key.Path} is no id for an operator's key: expected 1 to 32 of a-z and 0-9.");
            else if (!KeyHash.TryParse(stated, out var hash))
                problems.Add($"{(key.Value is null ? $"{key.Path}:Hash" : key.Path)} must be 'sha256:' and 64 hexadecimal digits, the SHA-256 of the whole key text.");
            else if (!TryReadRole(key, out var role))
                problems.Add($"{key.Path}:Role must be 'admin' or 'reader', not '{key["Role"]}'.");
            else if (!demoAllowed && hash.Matches(DemoKey.Admin))
                problems.Add($"{key.Path} is the public demo key, which is allowed only in Development: remove it.");
            else
                entries[key.Key] = new Entry(new Operator(key.Key, role, hash.ToString()), hash);
        }

        if (entries.Count > Most) problems.Add($"{Section} has {entries.Count} keys: at most {Most} are taken.");
        return new OperatorRing(entries);
    }

    /// <summary>Whose key this is; null where it is nobody's.</summary>
    public Operator? Find(ReadOnlySpan<char> key) =>
        OperatorKey.TryReadId(key, out var id) && _entries.TryGetValue(id, out var entry) && entry.Hash.Matches(key) ? entry.Operator : null;

    public Operator? Named(string id) => _entries.TryGetValue(id, out var entry) ? entry.Operator : null;

    private static bool TryReadRole(IConfigurationSection key, out OperatorRole role)
    {
        role = OperatorRole.Admin;
        switch (key["Role"])
        {
            // A key that is only a hash is an admin's; one that says more says also this.
            case null when key.Value is not null:
            case "admin":
                return true;
            case "reader":
                role = OperatorRole.Reader;
                return true;
            default:
                return false;
        }
    }

    private sealed record Entry(Operator Operator, KeyHash Hash);
}

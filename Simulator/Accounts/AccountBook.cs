using System.Collections.Concurrent;

namespace Orchestrator.Simulator;

/// <summary>Decides whose key is let in, and remembers the names of the accounts it has met.</summary>
internal sealed class AccountBook(SimulatorOptions options)
{
    private const int RememberedNames = 10_000;

    private readonly HashSet<string> _accepted = [.. options.Keys];
    private readonly ConcurrentDictionary<string, string> _names = new();

    public static string? KeyOf(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && header.Length > scheme.Length
            ? header[scheme.Length..].Trim()
            : null;
    }

    public bool Admits(string? key) => key is not null && (_accepted.Count == 0 || _accepted.Contains(key));

    public string NameOf(string? key)
    {
        if (key is null)
            return AccountName.Nobody;
        if (_names.TryGetValue(key, out var known))
            return known;

        if (_names.Count >= RememberedNames)
            _names.Clear();
        return _names[key] = AccountName.Of(key);
    }
}

using System.Buffers;
using Orchestrator.Identity;

namespace Orchestrator.Operators;

/// <summary>The form of an operator's key: <c>ora_&lt;id&gt;_&lt;secret&gt;</c>. The id finds the operator, the secret proves it.</summary>
internal static class OperatorKey
{
    public const string Prefix = "ora_";

    private static readonly SearchValues<char> s_secretLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool TryReadId(ReadOnlySpan<char> key, out ReadOnlySpan<char> id)
    {
        id = default;
        if (key.Length > ApiKey.MostCharacters || !key.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var rest = key[Prefix.Length..];
        var end = rest.IndexOf('_');
        if (end < 0 || !ApiKey.IsId(rest[..end])) return false;
        var secret = rest[(end + 1)..];
        if (secret.Length is < 16 or > 128 || secret.ContainsAnyExcept(s_secretLetters)) return false;
        id = rest[..end];
        return true;
    }
}

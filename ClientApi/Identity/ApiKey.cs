using System.Buffers;

namespace Orchestrator.Identity;

/// <summary>The form of a key: <c>orc_&lt;id&gt;_&lt;secret&gt;</c>. The id finds the key, the secret proves it.</summary>
internal static class ApiKey
{
    /// <summary>The longest key there can be.</summary>
    public const int MostCharacters = 4 + MostInId + 1 + 128;

    private const string Prefix = "orc_";
    private const int MostInId = 32;

    private static readonly SearchValues<char> s_idLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> s_secretLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool TryReadId(ReadOnlySpan<char> key, out ReadOnlySpan<char> id)
    {
        id = default;
        if (!key.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var rest = key[Prefix.Length..];
        var end = rest.IndexOf('_');
        if (end < 0 || !IsId(rest[..end])) return false;
        var secret = rest[(end + 1)..];
        if (secret.Length is < 16 or > 128 || secret.ContainsAnyExcept(s_secretLetters)) return false;
        id = rest[..end];
        return true;
    }

    public static bool IsId(ReadOnlySpan<char> id) => id.Length is >= 1 and <= MostInId && !id.ContainsAnyExcept(s_idLetters);
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Simulator;

/// <summary>The name by which an account may be shown: the last four characters of its key and a fingerprint, never the key.</summary>
internal static partial class AccountName
{
    public const string Nobody = "nobody";

    private const int ShortestShownKey = 12;

    /// <summary>Names the account of this key; a name stays as it is. A short key would be given away by its tail, so it shows only the fingerprint.</summary>
    public static string Of(string keyOrName)
    {
        if (keyOrName == Nobody || Shape().IsMatch(keyOrName))
            return keyOrName;

        var tail = keyOrName.Length < ShortestShownKey ? "key" : keyOrName[^4..];
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(keyOrName));
        return $"{tail}-{Convert.ToHexStringLower(fingerprint.AsSpan(0, 4))}";
    }

    [GeneratedRegex("^.{3,4}-[0-9a-f]{8}$")]
    private static partial Regex Shape();
}

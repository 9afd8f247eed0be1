using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Identity;

/// <summary>What is stored of a key: the SHA-256 of its whole text, written <c>sha256:</c> and 64 hexadecimal digits.</summary>
public sealed class KeyHash
{
    private const string Prefix = "sha256:";
    private const int Bytes = SHA256.HashSizeInBytes;

    private readonly byte[] _hash;

    private KeyHash(byte[] hash) => _hash = hash;

    public static KeyHash Of(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out KeyHash? hash)
    {
        hash = null;
        if (text is null || text.Length != Prefix.Length + (Bytes * 2) || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var bytes = new byte[Bytes];
        if (Convert.FromHexString(text.AsSpan(Prefix.Length), bytes, out _, out var written) != OperationStatus.Done || written != Bytes) return false;
        hash = new KeyHash(bytes);
        return true;
    }

    /// <summary>Whether the key has this hash. Takes the same time either way.</summary>
    internal bool Matches(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[ApiKey.MostCharacters];
        Span<byte> hash = stackalloc byte[Bytes];
        var length = Encoding.ASCII.GetBytes(key, text);
        SHA256.HashData(text[..length], hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    public override string ToString() => Prefix + Convert.ToHexStringLower(_hash);
}

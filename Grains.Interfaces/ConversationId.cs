using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Orchestrator;

/// <summary>Names a conversation within its tenant. Its text form is <c>conv_</c> and 32 hexadecimal digits.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversation-id")]
public readonly record struct ConversationId([property: Id(0)] Guid Value)
{
    private const string Prefix = "conv_";

    public static ConversationId Create() => new(Guid.CreateVersion7());

    /// <summary>When it was made, to the millisecond.</summary>
    public DateTimeOffset CreatedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
        }
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationId id)
    {
        id = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Guid.TryParseExact(text.AsSpan(Prefix.Length), "N", out var value)) return false;
        id = new ConversationId(value);
        return true;
    }

    public override string ToString() => $"{Prefix}{Value:N}";
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestrator;

/// <summary>
/// Names one answer and tells where it stands: its conversation, its turn and a nonce that tells a failed attempt at a turn from the
/// one that succeeded. Its text form is <c>resp_</c>, 32 + 8 + 8 hexadecimal digits; clients treat it as opaque.
/// </summary>
[GenerateSerializer, Immutable, Alias("orchestrator.response-id")]
public readonly record struct ResponseId([property: Id(0)] ConversationId Conversation, [property: Id(1)] int Turn, [property: Id(2)] uint Nonce)
{
    private const string Prefix = "resp_";

    /// <summary>The id under which a request's answer is kept. The nonce comes from the random tail of the request's id, so it is the same at every attempt.</summary>
    public static ResponseId Of(RequestId request, ConversationId conversation, int turn)
    {
        Span<byte> bytes = stackalloc byte[16];
        request.Value.TryWriteBytes(bytes);
        return new ResponseId(conversation, turn, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out ResponseId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + 48 || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Guid.TryParseExact(text.AsSpan(5, 32), "N", out var conversation)
            || !int.TryParse(text.AsSpan(37, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var turn) || turn < 0
            || !uint.TryParse(text.AsSpan(45, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce)) return false;
        id = new ResponseId(new ConversationId(conversation), turn, nonce);
        return true;
    }

    public override string ToString() => $"{Prefix}{Conversation.Value:N}{Turn:x8}{Nonce:x8}";
}

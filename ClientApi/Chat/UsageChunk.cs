using System.Text.Json;

namespace Orchestrator.Chat;

/// <summary>Tells the chunk that holds only the usage, with no choices, which a client sees only where it asked for it.</summary>
internal static class UsageChunk
{
    public static bool Is(ReadOnlySpan<byte> chunk)
    {
        var reader = new Utf8JsonReader(chunk);
        var empty = false;
        var usage = false;
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isChoices = reader.ValueTextEquals("choices"u8);
                var isUsage = reader.ValueTextEquals("usage"u8);
                reader.Read();
                if (isUsage) usage = reader.TokenType is JsonTokenType.StartObject;
                if (isChoices)
                {
                    if (reader.TokenType is not JsonTokenType.StartArray || !reader.Read() || reader.TokenType is not JsonTokenType.EndArray) return false;
                    empty = true;
                }
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return empty && usage;
    }
}

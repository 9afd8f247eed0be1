using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>Reads the content of a message, which is a text or a list of parts.</summary>
internal static class ContentText
{
    public static string Of(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(TextOf)),
        _ => "",
    };

    public static int ImagesIn(JsonElement? content) =>
        content is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray().Count(IsImage) : 0;

    private static string TextOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    private static bool IsImage(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("image_url", out _);
}

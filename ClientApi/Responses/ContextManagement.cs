using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Reads <c>context_management</c>: from which size of the prompt on the oldest turns are to be summarised.</summary>
internal static class ContextManagement
{
    private const string Member = "context_management";
    private const int LeastThreshold = 1_000;

    private static readonly Rule s_threshold = Rules.Integer(LeastThreshold, int.MaxValue);

    public static ApiError? Check(JsonElement value, string path)
    {
        if (Rules.With("type", Rules.Text(64))(value, path) is { } error) return error;
        if (!value.GetProperty("type"u8).ValueEquals("compaction"u8)) return Invalid.UnsupportedValue($"{path}.type", "must be compaction");
        return value.TryGetProperty("compact_threshold"u8, out var threshold) && threshold.ValueKind is not JsonValueKind.Null
            ? s_threshold(threshold, $"{path}.compact_threshold")
            : null;
    }

    /// <summary>The threshold in tokens of prompt; the largest number where only the model's window is one, and null where nothing was asked.</summary>
    public static long? Read(JsonElement root)
    {
        if (!root.TryGetProperty(Member, out var entries) || entries.ValueKind is not JsonValueKind.Array) return null;
        return entries[0].TryGetProperty("compact_threshold"u8, out var threshold) && threshold.ValueKind is JsonValueKind.Number ? threshold.GetInt64() : long.MaxValue;
    }
}

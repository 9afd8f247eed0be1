using System.Collections.Frozen;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>What the known members of a request for a response may hold. Unknown ones are ignored, as this wire says.</summary>
internal static class ResponseRules
{
    private static readonly FrozenDictionary<string, Rule> s_rules = new Dictionary<string, Rule>
    {
        ["instructions"] = Rules.Text(int.MaxValue),
        ["stream"] = Rules.Boolean,
        ["store"] = Rules.Boolean,
        ["background"] = Rules.Boolean,
        ["metadata"] = Rules.Metadata,
        ["max_output_tokens"] = Rules.Integer(1, int.MaxValue),
        ["temperature"] = Rules.Number(0, 2),
        ["top_p"] = Rules.Number(0, 1),
        ["top_logprobs"] = Rules.Integer(0, 0),
        ["parallel_tool_calls"] = Rules.Boolean,
        ["reasoning"] = Reasoning,
        ["text"] = Text,
        ["tools"] = Rules.Array(0, 128, Tool),
        ["tool_choice"] = ToolChoice,
        ["truncation"] = Truncation,
        ["context_management"] = Rules.Array(1, 1, ContextManagement.Check),
        ["safety_identifier"] = Rules.Text(128),
        ["prompt_cache_key"] = Rules.Text(512),
        ["user"] = Rules.Text(512),
        ["service_tier"] = Rules.Text(ServiceTier.Longest),
        ["previous_response_id"] = Rules.Text(256),
        ["prompt"] = (_, path) => Invalid.Unsupported(path, "is not supported: send the text itself"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null stands for absent, as libraries send it for what was not set.</summary>
    public static ApiError? Check(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null
                && s_rules.TryGetValue(member.Name, out var rule)
                && rule(member.Value, member.Name) is { } error) return error;
        }
        return IsTrue(root, "background"u8) && root.TryGetProperty("store"u8, out var store) && store.ValueKind is JsonValueKind.False
            ? Invalid.Unsupported("background", "needs 'store': what is not kept cannot be fetched later")
            : null;
    }

    private static bool IsTrue(JsonElement root, ReadOnlySpan<byte> member) => root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True;

    private static ApiError? Reasoning(JsonElement value, string path)
    {
        if (Rules.Object(value, path) is { } error) return error;
        return value.TryGetProperty("effort"u8, out var effort) && effort.ValueKind is not JsonValueKind.Null ? Rules.Text(64)(effort, $"{path}.effort") : null;
    }

    private static ApiError? Text(JsonElement value, string path)
    {
        if (Rules.Object(value, path) is { } error) return error;
        if (!value.TryGetProperty("format"u8, out var format) || format.ValueKind is JsonValueKind.Null) return null;
        if (Rules.With("type", Rules.Text(64))(format, $"{path}.format") is { } formatError) return formatError;
        return format.GetProperty("type").GetString() switch
        {
            "text" or "json_object" => null,
            "json_schema" => SchemaFormat.Check(format, $"{path}.format"),
            _ => Invalid.UnsupportedValue($"{path}.format.type", "must be text, json_object or json_schema"),
        };
    }

    private static ApiError? Tool(JsonElement tool, string path)
    {
        if (Rules.With("type", Rules.Text(64))(tool, path) is { } error) return error;
        if (!tool.GetProperty("type").ValueEquals("function"u8)) return Invalid.UnsupportedValue($"{path}.type", "must be function: other tools are not supported");
        if (Rules.With("name", Rules.Text(128))(tool, path) is { } nameError) return nameError;
        return Optional(tool, path, "description", Rules.Text(int.MaxValue)) ?? Optional(tool, path, "parameters", Rules.Object) ?? Optional(tool, path, "strict", Rules.Boolean);
    }

    private static ApiError? Optional(JsonElement value, string path, string member, Rule rule) =>
        value.TryGetProperty(member, out var inner) && inner.ValueKind is not JsonValueKind.Null ? rule(inner, $"{path}.{member}") : null;

    private static ApiError? Truncation(JsonElement value, string path) =>
        Rules.Text(16)(value, path) ?? (value.GetString() is "auto" or "disabled" ? null : Invalid.UnsupportedValue(path, "must be auto or disabled"));

    private static ApiError? ToolChoice(JsonElement value, string path)
    {
        const string Choices = "must be none, auto, required or an object of type function";
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString() is "none" or "auto" or "required" ? null : Invalid.UnsupportedValue(path, Choices);
        if (Rules.With("type", Rules.Text(64))(value, path) is { } error) return error;
        if (!value.GetProperty("type").ValueEquals("function"u8)) return Invalid.UnsupportedValue($"{path}.type", Choices);
        return Rules.With("name", Rules.Text(128))(value, path);
    }
}

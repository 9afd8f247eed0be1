using System.Collections.Frozen;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Chat;

/// <summary>What the known parameters of a chat request may hold. Unknown ones are the provider's to judge.</summary>
internal static class ChatRules
{
    private static readonly FrozenDictionary<string, Rule> s_rules = new Dictionary<string, Rule>
    {
        ["temperature"] = Rules.Number(0, 2),
        ["top_p"] = Rules.Number(0, 1),
        ["presence_penalty"] = Rules.Number(-2, 2),
        ["frequency_penalty"] = Rules.Number(-2, 2),
        ["max_tokens"] = Rules.Integer(1, int.MaxValue),
        ["max_completion_tokens"] = Rules.Integer(1, int.MaxValue),
        ["n"] = OneAnswer,
        ["seed"] = Rules.Integer(long.MinValue, long.MaxValue),
        ["stop"] = Rules.TextOr(Rules.Array(0, 16, Rules.Text(int.MaxValue))),
        ["tools"] = Rules.Array(0, 128, Tool),
        ["tool_choice"] = Rules.TextOr(Rules.With("type", Rules.Text(64))),
        ["parallel_tool_calls"] = Rules.Boolean,
        ["response_format"] = Rules.With("type", Rules.Text(64)),
        ["reasoning_effort"] = Rules.Text(64),
        ["logprobs"] = Rules.Boolean,
        ["top_logprobs"] = Rules.Integer(0, 20),
        ["logit_bias"] = Rules.Object,
        ["user"] = Rules.Text(512),
        ["user_id"] = Rules.Text(512),
        ["metadata"] = Rules.Metadata,
        ["store"] = Rules.Boolean,
        ["service_tier"] = Rules.Text(ServiceTier.Longest),
        ["thinking"] = Rules.Object,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Rule s_functionName = Rules.With("function", Rules.With("name", Rules.Text(128)));

    /// <summary>Null stands for absent, as libraries send it for what was not set.</summary>
    public static ApiError? Check(string name, JsonElement value) =>
        value.ValueKind is not JsonValueKind.Null && s_rules.TryGetValue(name, out var rule) ? rule(value, name) : null;

    private static ApiError? Tool(JsonElement tool, string path)
    {
        if (Rules.With("type", Rules.Text(64))(tool, path) is { } error) return error;
        return tool.GetProperty("type").ValueEquals("function"u8) ? s_functionName(tool, path) : null;
    }

    private static ApiError? OneAnswer(JsonElement value, string path)
    {
        if (value.ValueKind is not JsonValueKind.Number) return Invalid.Type(path, "the integer 1", value);
        return value.TryGetInt64(out var answers) && answers == 1 ? null : Invalid.UnsupportedValue(path, "must be 1: one request gives one answer");
    }
}

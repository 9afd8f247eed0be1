using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Admin;

/// <summary>Reads a plan from JSON as the settings that it would be in configuration. Whether they can be kept is for the register to say.</summary>
internal static class PlanBody
{
    private const int MostLimits = 16;
    private const int MostNames = 256;
    private const double Largest = 1e12;

    private static readonly Dictionary<string, (string Setting, Rule Rule)> s_limit = new()
    {
        ["name"] = ("Name", Rules.Text(64)),
        ["unit"] = ("Unit", Rules.Text(32)),
        ["algorithm"] = ("Algorithm", Rules.Text(32)),
        ["amount"] = ("Amount", Rules.Number(0, Largest)),
        ["period"] = ("Period", Rules.Text(32)),
        ["burst"] = ("Burst", Rules.Number(0, Largest)),
        ["every"] = ("Every", Rules.Text(32)),
        ["time_zone"] = ("TimeZone", Rules.Text(64)),
        ["scope"] = ("Scope", Rules.Text(32)),
        ["only"] = ("Only", Rules.Array(0, MostNames, Rules.Text(256))),
    };

    public static IReadOnlyDictionary<string, Rule> Members { get; } = new Dictionary<string, Rule>
    {
        ["mode"] = Rules.Text(32),
        ["max_tokens"] = Rules.Integer(1, 10_000_000),
        ["weight"] = Rules.Number(0.01, 100),
        ["limits"] = Rules.Array(0, MostLimits, CheckLimit),
    };

    public static ImmutableSortedDictionary<string, string> Settings(JsonElement plan)
    {
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (plan.TryGetProperty("mode"u8, out var mode)) settings["Mode"] = mode.GetString()!;
        if (plan.TryGetProperty("max_tokens"u8, out var most)) settings["MaxTokens"] = most.GetRawText();
        if (plan.TryGetProperty("weight"u8, out var weight)) settings["Weight"] = weight.GetRawText();
        if (!plan.TryGetProperty("limits"u8, out var limits)) return settings.ToImmutable();
        var number = 0;
        foreach (var limit in limits.EnumerateArray()) Add(settings, $"Limits:{number++}", limit);
        return settings.ToImmutable();
    }

    private static void Add(ImmutableSortedDictionary<string, string>.Builder settings, string path, JsonElement limit)
    {
        foreach (var member in limit.EnumerateObject())
        {
            var setting = $"{path}:{s_limit[member.Name].Setting}";
            if (member.Value.ValueKind is not JsonValueKind.Array)
            {
                settings[setting] = member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
                continue;
            }

            var number = 0;
            foreach (var name in member.Value.EnumerateArray()) settings[$"{setting}:{number++}"] = name.GetString()!;
        }
    }

    private static ApiError? CheckLimit(JsonElement limit, string path)
    {
        if (Rules.Object(limit, path) is { } error) return error;
        foreach (var member in limit.EnumerateObject())
        {
            if (!s_limit.TryGetValue(member.Name, out var known)) return Invalid.Value($"{path}.{member.Name}", $"one of {string.Join(", ", s_limit.Keys)}");
            if (known.Rule(member.Value, $"{path}.{member.Name}") is { } wrong) return wrong;
        }

        return null;
    }
}

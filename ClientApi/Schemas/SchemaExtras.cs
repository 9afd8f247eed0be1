using System.Numerics;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace Orchestrator.Schemas;

/// <summary>
/// What one schema demands and the library does not check as we need it: types, where to it 1e25 is no integer; values, which it compares as they print;
/// lengths, which it counts in UTF-16; and patterns, whose time it does not bound.
/// </summary>
internal sealed class SchemaExtras
{
    /// <summary>The types allowed; none where any is.</summary>
    public JsonObjectType Types { get; set; }

    /// <summary>The only values allowed; null where any is.</summary>
    public List<JToken>? Values { get; set; }

    /// <summary>The only value allowed; null where any is. JSON's null is a token too.</summary>
    public JToken? Constant { get; set; }

    public Regex? Pattern { get; set; }

    public int? MinLength { get; set; }

    public int? MaxLength { get; set; }

    public bool IsEmpty => Types is JsonObjectType.None && Values is null && Constant is null && Pattern is null && MinLength is null && MaxLength is null;

    /// <summary>The violation as one word; null where there is none.</summary>
    public string? Check(JToken token)
    {
        if (Types is not JsonObjectType.None && (Types & TypesOf(token)) == 0) return BitOperations.IsPow2((int)Types) ? $"{Types}Expected" : "NoTypeValidates";
        if (Values is { } values && !values.Exists(value => AreSame(value, token))) return "NotInEnumeration";
        if (Constant is { } constant && !AreSame(constant, token)) return "NotTheConstant";
        if (token.Type is not JTokenType.String) return null;
        var text = token.Value<string>()!;
        if (MinLength is not null || MaxLength is not null)
        {
            var length = text.EnumerateRunes().Count();
            if (length < MinLength) return "StringTooShort";
            if (length > MaxLength) return "StringTooLong";
        }
        return Pattern is null || Pattern.IsMatch(text) ? null : "PatternMismatch";
    }

    /// <summary>Each number has one form here, so like forms are compared. The library's own comparison overflows on large ones.</summary>
    private static bool AreSame(JToken one, JToken other) => (one, other) switch
    {
        (JObject first, JObject second) => first.Count == second.Count
            && first.Properties().All(member => second.TryGetValue(member.Name, StringComparison.Ordinal, out var value) && AreSame(member.Value, value)),
        (JArray first, JArray second) => first.Count == second.Count && first.Zip(second).All(pair => AreSame(pair.First, pair.Second)),
        (JValue first, JValue second) => Equals(first.Value, second.Value),
        _ => false,
    };

    private static JsonObjectType TypesOf(JToken token) => token.Type switch
    {
        JTokenType.Object => JsonObjectType.Object,
        JTokenType.Array => JsonObjectType.Array,
        JTokenType.String => JsonObjectType.String,
        JTokenType.Boolean => JsonObjectType.Boolean,
        JTokenType.Null => JsonObjectType.Null,
        _ => ((JValue)token).Value switch
        {
            long => JsonObjectType.Number | JsonObjectType.Integer,
            decimal exact when decimal.IsInteger(exact) => JsonObjectType.Number | JsonObjectType.Integer,
            double near when double.IsInteger(near) => JsonObjectType.Number | JsonObjectType.Integer,
            _ => JsonObjectType.Number,
        },
    };
}

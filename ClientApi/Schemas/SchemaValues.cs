using System.Text.Json;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace Orchestrator.Schemas;

/// <summary>Reads the values of keywords that hold no schemas.</summary>
internal sealed class SchemaValues(SchemaProblem problem)
{
    /// <summary>Longest pattern, in characters.</summary>
    private const int MostPattern = 512;

    private static readonly TimeSpan s_longestMatch = TimeSpan.FromSeconds(1);

    public JsonObjectType Types(JsonElement value, string place)
    {
        if (value.ValueKind is not JsonValueKind.Array) return Type(value, place);
        problem.Expect(value.GetArrayLength() > 0, place, "a type or an array of types");
        return value.EnumerateArray().Aggregate(JsonObjectType.None, (types, type) => types | Type(type, place));
    }

    private JsonObjectType Type(JsonElement value, string place)
    {
        switch (value.ValueKind is JsonValueKind.String ? value.GetString() : null)
        {
            case "string": return JsonObjectType.String;
            case "number": return JsonObjectType.Number;
            case "integer": return JsonObjectType.Integer;
            case "boolean": return JsonObjectType.Boolean;
            case "object": return JsonObjectType.Object;
            case "array": return JsonObjectType.Array;
            case "null": return JsonObjectType.Null;
            default:
                problem.Refuse(place, "it must be string, number, integer, boolean, object, array, null, or an array of these");
                return JsonObjectType.None;
        }
    }

    public List<string> Names(JsonElement value, string place)
    {
        var names = new List<string>();
        if (!problem.Expect(value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(name => name.ValueKind is JsonValueKind.String), place, "an array of strings")) return names;
        names.AddRange(value.EnumerateArray().Select(name => name.GetString()!).Distinct(StringComparer.Ordinal));
        return names;
    }

    public List<JToken> Values(JsonElement value, string place) =>
        problem.Expect(value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0, place, "an array of at least one value")
            ? [.. value.EnumerateArray().Select(OutputSchema.ToToken)]
            : [];

    public Regex? Pattern(JsonElement value, string place)
    {
        if (!problem.Expect(value.ValueKind is JsonValueKind.String && value.GetString()!.Length <= MostPattern, place, "a string of at most 512 characters")) return null;
        try
        {
            // Without backtracking its time grows with the text only; what needs it, such as a look-ahead, is refused.
            return new Regex(value.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_longestMatch);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            problem.Refuse(place, "it must be a regular expression without look-around and back references");
            return null;
        }
    }

    public int Count(JsonElement value, string place, int least)
    {
        var count = 0;
        problem.Expect(value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out count) && count >= least, place, least == 0 ? "an integer from 0" : "an integer from 1");
        return count;
    }

    public decimal? Number(JsonElement value, string place)
    {
        decimal number = 0;
        return problem.Expect(value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out number), place, "a number that a decimal can hold") ? number : null;
    }
}

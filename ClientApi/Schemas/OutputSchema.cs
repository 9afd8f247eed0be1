using System.Globalization;
using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace Orchestrator.Schemas;

/// <summary>A schema that was read, ready to hold answers to it.</summary>
internal sealed class OutputSchema(NJsonSchema.JsonSchema root, IReadOnlyDictionary<NJsonSchema.JsonSchema, SchemaExtras> extras)
{
    /// <summary>Longest answer that is looked at, in characters: more than any model writes.</summary>
    public const int MostCharacters = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of an answer.</summary>
    public const int MostDepth = 64;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>The first violation; null where there is none.</summary>
    public SchemaVerdict? Check(string text)
    {
        if (text.Length > MostCharacters) return new SchemaVerdict("", "TooLong");
        JToken token;
        try
        {
            using var document = JsonDocument.Parse(text, s_strict);
            token = ToToken(document.RootElement);
        }
        catch (JsonException)
        {
            return new SchemaVerdict("", "NotJson");
        }
        return new SchemaWalk(extras).Run(token, root);
    }

    /// <summary>The value as the library wants it. Its own reader is laxer than JSON.</summary>
    public static JToken ToToken(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JObject(element.EnumerateObject().Select(member => new JProperty(member.Name, ToToken(member.Value)))),
        JsonValueKind.Array => new JArray(element.EnumerateArray().Select(ToToken)),
        JsonValueKind.String => new JValue(element.GetString()),
        JsonValueKind.Number => ToNumber(element),
        JsonValueKind.True => new JValue(true),
        JsonValueKind.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    private static JValue ToNumber(JsonElement number)
    {
        if (number.TryGetInt64(out var whole)) return new JValue(whole);
        if (!number.TryGetDecimal(out var exact)) return new JValue(double.Parse(number.GetRawText(), CultureInfo.InvariantCulture));
        return decimal.IsInteger(exact) && exact is >= long.MinValue and <= long.MaxValue ? new JValue((long)exact) : new JValue(exact);
    }
}

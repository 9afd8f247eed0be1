using System.Text.Json;
using CsCheck;
using Xunit;

namespace Orchestrator.Schemas;

/// <summary>Whatever is asked for and whatever comes: a schema is taken or refused, an answer holds or not, and nothing throws.</summary>
public sealed class SchemaFuzzTests
{
    private static readonly Gen<string> s_names = Gen.OneOf("a", "b", "a/b", "$ref", "");

    private static readonly Gen<string> s_leaves = Gen.OneOf(
        "null", "true", "false", "0", "-0", "1", "-1.5", "1.0", "1e25", "1e999", "-1e-999", "79228162514264337593543950335", "123456789012345678901234567890123", "\"\"", "\"a\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "[]", "{}");

    private static readonly Gen<string> s_values = Gen.Recursive<string>((depth, inner) => depth > 3 ? s_leaves : Gen.OneOf(s_leaves, ObjectOf(s_names, inner), ArrayOf(inner)));

    private static readonly Gen<string> s_schemas = Gen.Recursive<string>((depth, inner) =>
    {
        var simple = Gen.OneOf(
            Pair("type", Gen.OneOf("\"string\"", "\"integer\"", "\"number\"", "\"object\"", "\"array\"", "\"null\"", "[\"integer\",\"null\"]", "[\"string\",\"array\"]")),
            Pair("enum", Gen.Select(s_values.Array[1, 3], values => $"[{string.Join(',', values)}]")),
            Pair("const", s_values),
            Pair("required", Gen.OneOf("[]", "[\"a\"]", "[\"a\",\"$ref\"]")),
            Pair("pattern", Gen.OneOf("\"^a\"", "\"[^b]*\"", "\"\\\\d\"")),
            Pair("uniqueItems", Gen.OneOf("true", "false")),
            Gen.Select(Gen.OneOf("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), Gen.Int[1, 3], (name, count) => ($"\"{name}\"", $"{count}")),
            Gen.Select(Gen.OneOf("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), Gen.OneOf("1", "0.1", "1e20", "3"), (name, number) => ($"\"{name}\"", number)),
            Pair("$ref", Gen.OneOf("\"#/$defs/d\"", "\"#\"")));
        if (depth > 3) return Joined(simple);
        var nested = Gen.OneOf(
            Gen.Select(Gen.OneOf("items", "not", "additionalProperties"), inner, (name, schema) => ($"\"{name}\"", schema)),
            Pair("additionalProperties", Gen.OneOf("false", "true")),
            Gen.Select(Gen.OneOf("anyOf", "oneOf", "allOf"), inner.Array[1, 3], (name, schemas) => ($"\"{name}\"", $"[{string.Join(',', schemas)}]")),
            Pair("properties", ObjectOf(s_names, inner)));
        return Joined(Gen.OneOf(simple, nested));
    });

    [Fact]
    public void Nothing_that_a_client_or_a_model_says_throws()
    {
        var taken = 0;
        Gen.Select(s_schemas, s_schemas, s_values).Sample(
            (schema, definition, output) =>
            {
                var whole = schema.Length == 2 ? "{}" : "{\"$defs\":{\"d\":" + definition + "}," + schema[1..];
                if (!SchemaReader.TryRead(JsonDocument.Parse(whole).RootElement, out var compiled, out var problem)) return problem is { Length: > 0 };
                Interlocked.Increment(ref taken);
                return compiled.Check(output) == compiled.Check(output);
            },
            iter: 5_000);

        Assert.InRange(taken, 500, 5_000);
    }

    private static Gen<(string, string)> Pair(string name, Gen<string> value) => value.Select(text => ($"\"{name}\"", text));

    private static Gen<string> ArrayOf(Gen<string> inner) => inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]");

    private static Gen<string> ObjectOf(Gen<string> names, Gen<string> inner) => Joined(Gen.Select(names, inner, (name, value) => ($"\"{name}\"", value)));

    private static Gen<string> Joined(Gen<(string Name, string Value)> members) =>
        members.Array[0, 4].Select(all => "{" + string.Join(',', all.DistinctBy(member => member.Name).Select(member => $"{member.Name}:{member.Value}")) + "}");
}

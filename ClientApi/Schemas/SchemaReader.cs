using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NJsonSchema;

namespace Orchestrator.Schemas;

/// <summary>
/// Reads a client's schema, keyword by keyword, into the library's objects. The library never sees the text: it would fetch what a <c>$ref</c> names, and pass
/// over keywords that it does not know. Here a keyword that constrains is either checked or refused, and annotations, <c>format</c> among them, are left out.
/// </summary>
internal sealed class SchemaReader
{
    /// <summary>Longest schema, in bytes as it arrived.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>Deepest nesting of a schema's JSON.</summary>
    public const int MostDepth = 32;

    private readonly Dictionary<JsonSchema, SchemaExtras> _extras = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, JsonSchema> _named = new(StringComparer.Ordinal);

    /// <summary>Which named schemas hold against the very same value as another does: a ring of them would never end.</summary>
    private readonly Dictionary<string, HashSet<string>> _sameValue = new(StringComparer.Ordinal);

    private readonly SchemaProblem _problem = new();
    private readonly SchemaValues _values;

    private string _current = "#";

    private SchemaReader() => _values = new SchemaValues(_problem);

    /// <summary>False where it cannot be used, with the place and the reason.</summary>
    public static bool TryRead(JsonElement schema, [NotNullWhen(true)] out OutputSchema? compiled, [NotNullWhen(false)] out string? problem)
    {
        compiled = null;
        problem = SizeOf(schema);
        if (problem is not null) return false;
        var reader = new SchemaReader();
        var root = reader.ReadRoot(schema);
        problem = reader._problem.First;
        if (problem is not null) return false;
        compiled = new OutputSchema(root, reader._extras);
        return true;
    }

    private static string? SizeOf(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object) return "it is no object";
        if (JsonMarshal.GetRawUtf8Value(schema).Length > MostBytes) return string.Create(CultureInfo.InvariantCulture, $"it is longer than {MostBytes} bytes");
        return IsDeeper(schema, MostDepth) ? string.Create(CultureInfo.InvariantCulture, $"it nests deeper than {MostDepth}") : null;
    }

    private static bool IsDeeper(JsonElement element, int most) => element.ValueKind switch
    {
        JsonValueKind.Object => most == 0 || element.EnumerateObject().Any(member => IsDeeper(member.Value, most - 1)),
        JsonValueKind.Array => most == 0 || element.EnumerateArray().Any(item => IsDeeper(item, most - 1)),
        _ => false,
    };

    private JsonSchema ReadRoot(JsonElement schema)
    {
        var sources = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["#"] = schema };
        foreach (var section in (string[])["$defs", "definitions"])
        {
            if (!schema.TryGetProperty(section, out var definitions)) continue;
            if (!_problem.Expect(definitions.ValueKind is JsonValueKind.Object, $"/{section}", "an object of schemas")) continue;
            foreach (var definition in definitions.EnumerateObject()) sources[$"#/{section}/{Pointer.Escape(definition.Name)}"] = definition.Value;
        }
        foreach (var name in sources.Keys) _named[name] = new JsonSchema();
        foreach (var (name, source) in sources)
        {
            _current = name;
            Fill(_named[name], source, name[1..], sameValue: true);
        }
        if (_problem.First is null && FindRing() is { } ring) _problem.Refuse("", $"'{ring}' refers back to itself for the same value, so it never ends");
        return _named["#"];
    }

    /// <param name="sameValue">Whether it holds against the value that the named schema holds against, and not against a part of it.</param>
    private void Fill(JsonSchema target, JsonElement source, string place, bool sameValue)
    {
        if (source.ValueKind is JsonValueKind.True) return;
        if (source.ValueKind is JsonValueKind.False)
        {
            target.Not = new JsonSchema();
            return;
        }
        if (!_problem.Expect(source.ValueKind is JsonValueKind.Object, place, "an object or a boolean")) return;
        var extras = new SchemaExtras();
        foreach (var keyword in source.EnumerateObject()) ReadKeyword(target, extras, keyword.Name, keyword.Value, $"{place}/{Pointer.Escape(keyword.Name)}", sameValue);
        if (!extras.IsEmpty) _extras[target] = extras;
    }

    private void ReadKeyword(JsonSchema target, SchemaExtras extras, string keyword, JsonElement value, string place, bool sameValue)
    {
        switch (keyword)
        {
            case "type": extras.Types = _values.Types(value, place); break;
            case "properties": ReadProperties(target, value, place); break;
            case "required": foreach (var name in _values.Names(value, place)) target.RequiredProperties.Add(name); break;
            case "additionalProperties" when value.ValueKind is JsonValueKind.False: target.AllowAdditionalProperties = false; break;
            case "additionalProperties": target.AdditionalPropertiesSchema = Read(value, place, sameValue: false); break;
            case "items": target.Item = Read(value, place, sameValue: false); break;
            case "allOf": ReadAll(target.AllOf, value, place, sameValue); break;
            case "anyOf": ReadAll(target.AnyOf, value, place, sameValue); break;
            case "oneOf": ReadAll(target.OneOf, value, place, sameValue); break;
            case "not": target.Not = Read(value, place, sameValue); break;
            case "$ref": if (Resolve(value, place, sameValue) is { } named) Refer(target, named); break;
            case "enum": extras.Values = _values.Values(value, place); break;
            case "const": extras.Constant = OutputSchema.ToToken(value); break;
            case "pattern": extras.Pattern = _values.Pattern(value, place); break;
            case "minLength": extras.MinLength = _values.Count(value, place, 0); break;
            case "maxLength": extras.MaxLength = _values.Count(value, place, 0); break;
            case "minItems": target.MinItems = _values.Count(value, place, 0); break;
            // To the library a most of 0 is none at all.
            case "maxItems": target.MaxItems = _values.Count(value, place, 1); break;
            case "minProperties": target.MinProperties = _values.Count(value, place, 0); break;
            case "maxProperties": target.MaxProperties = _values.Count(value, place, 1); break;
            case "uniqueItems": if (_problem.Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, place, "a boolean")) target.UniqueItems = value.GetBoolean(); break;
            case "minimum": target.Minimum = _values.Number(value, place); break;
            case "maximum": target.Maximum = _values.Number(value, place); break;
            case "exclusiveMinimum": target.ExclusiveMinimum = _values.Number(value, place); break;
            case "exclusiveMaximum": target.ExclusiveMaximum = _values.Number(value, place); break;
            case "multipleOf": target.MultipleOf = _values.Number(value, place); _problem.Expect(!(target.MultipleOf <= 0), place, "a number above 0"); break;
            case "if" or "then" or "else" or "patternProperties" or "propertyNames" or "dependencies" or "dependentRequired" or "dependentSchemas" or "prefixItems"
                or "additionalItems" or "contains" or "minContains" or "maxContains" or "unevaluatedProperties" or "unevaluatedItems" or "$id" or "$anchor"
                or "$dynamicRef" or "$dynamicAnchor" or "$recursiveRef" or "$recursiveAnchor" or "$vocabulary":
                _problem.Refuse(place, "this keyword is not supported");
                break;
        }
    }

    private JsonSchema Read(JsonElement value, string place, bool sameValue)
    {
        var schema = new JsonSchema();
        Fill(schema, value, place, sameValue);
        return schema;
    }

    private void ReadAll(ICollection<JsonSchema> target, JsonElement value, string place, bool sameValue)
    {
        if (!_problem.Expect(value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0, place, "an array of at least one schema")) return;
        var index = 0;
        foreach (var schema in value.EnumerateArray()) target.Add(Read(schema, string.Create(CultureInfo.InvariantCulture, $"{place}/{index++}"), sameValue));
    }

    private void ReadProperties(JsonSchema target, JsonElement value, string place)
    {
        if (!_problem.Expect(value.ValueKind is JsonValueKind.Object, place, "an object of schemas")) return;
        foreach (var member in value.EnumerateObject())
        {
            var property = new JsonSchemaProperty();
            target.Properties[member.Name] = property;
            Fill(property, member.Value, $"{place}/{Pointer.Escape(member.Name)}", sameValue: false);
        }
    }

    private JsonSchema? Resolve(JsonElement value, string place, bool sameValue)
    {
        var reference = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        if (!_named.TryGetValue(reference, out var named))
        {
            _problem.Refuse(place, "it must be '#' or '#/$defs/' and a name from there: nothing else is looked up, and nothing is fetched");
            return null;
        }
        if (sameValue)
        {
            if (!_sameValue.TryGetValue(_current, out var next)) _sameValue[_current] = next = [];
            next.Add(reference);
        }
        return named;
    }

    /// <summary>The library takes a schema of one reference for the schema that it refers to, and would pass over what stands beside it: so there are two.</summary>
    private static void Refer(JsonSchema target, JsonSchema named)
    {
        target.AllOf.Add(new JsonSchema { Reference = named });
        target.AllOf.Add(new JsonSchema());
    }

    private string? FindRing() => _sameValue.Keys.FirstOrDefault(start =>
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(_sameValue[start]);
        while (waiting.TryPop(out var name))
        {
            if (name == start) return true;
            if (!seen.Add(name) || !_sameValue.TryGetValue(name, out var next)) continue;
            foreach (var further in next) waiting.Push(further);
        }
        return false;
    });
}

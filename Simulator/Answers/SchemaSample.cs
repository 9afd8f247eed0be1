using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Simulator;

/// <summary>Makes up a value that fits a JSON schema, the same for the same schema and seed.</summary>
internal sealed class SchemaSample(StableHash seed)
{
    private const int Deepest = 16;

    private ulong _state = seed.Value;

    public JsonNode? Of(JsonElement schema, string name = "value", int depth = 0)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
            return null;
        if (schema.TryGetProperty("const", out var constant))
            return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            return JsonNode.Parse(choices[(int)(Next() % (ulong)choices.GetArrayLength())].GetRawText());
        if (schema.TryGetProperty("anyOf", out var either) && either.ValueKind == JsonValueKind.Array && either.GetArrayLength() > 0)
            return Of(either[0], name, depth + 1);

        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth),
            "array" => schema.TryGetProperty("items", out var items) ? new JsonArray(Of(items, name, depth + 1)) : new JsonArray(),
            "integer" => Bounded(schema),
            "number" => Bounded(schema) + 0.5,
            "boolean" => Next() % 2 == 0,
            "null" => null,
            _ => $"{name} {Next() % 1000}",
        };
    }

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : "string";
        if (type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0)
            type = type[0];
        return type.ValueKind == JsonValueKind.String ? type.GetString() : null;
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var sample = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
                sample[property.Name] = Of(property.Value, property.Name, depth + 1);
        }

        return sample;
    }

    private long Bounded(JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? (long)Math.Ceiling(minimum.GetDouble()) : 0;
        var most = schema.TryGetProperty("maximum", out var maximum) ? (long)Math.Floor(maximum.GetDouble()) : least + 100;
        return most <= least ? least : least + (long)(Next() % (ulong)(most - least));
    }

    private ulong Next() => _state = StableHash.Mix(_state);
}

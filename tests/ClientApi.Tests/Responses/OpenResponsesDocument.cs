using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using Xunit;

namespace Orchestrator.Responses;

/// <summary>The schemas of the Open Responses specification of 2026-04-24 (openresponses/openresponses, Apache-2.0), as they were published.</summary>
internal static class OpenResponsesDocument
{
    private static readonly JsonNode s_document = Load();

    private static readonly Dictionary<string, string> s_events = s_document["components"]!["schemas"]!.AsObject()
        .Where(schema => schema.Key.EndsWith("StreamingEvent", StringComparison.Ordinal))
        .ToDictionary(schema => schema.Value!["properties"]!["type"]!["enum"]![0]!.GetValue<string>(), schema => schema.Key);

    private static readonly Dictionary<string, JsonSchema> s_schemas = [];

    public static IEnumerable<string> RequiredOf(string schema) => s_document["components"]!["schemas"]![schema]!["required"]!.AsArray().Select(name => name!.GetValue<string>());

    /// <summary>What the document has against the value; nothing where it holds.</summary>
    public static IReadOnlyList<string> Against(string schema, string json) => [.. SchemaOf(schema).Validate(json, SchemaType.JsonSchema).SelectMany(Tell)];

    /// <summary>What the document has against an event; one whose type it does not know is wrong as such.</summary>
    public static IReadOnlyList<string> AgainstEvent(JsonElement told) =>
        s_events.TryGetValue(told.GetProperty("type").GetString()!, out var schema) ? Against(schema, told.GetRawText()) : [$"{told.GetProperty("type")} is no event"];

    public static void Holds(string schema, JsonElement json) => Assert.True(Against(schema, json.GetRawText()) is [], $"{schema}: {string.Join("; ", Against(schema, json.GetRawText()))}\n{json}");

    public static void HoldsAsEvent(JsonElement told) => Assert.True(AgainstEvent(told) is [], $"{string.Join("; ", AgainstEvent(told))}\n{told}");

    private static IEnumerable<string> Tell(ValidationError error) => error is ChildSchemaValidationError outer
        ? outer.Errors.Values.SelectMany(inner => inner).SelectMany(Tell).Prepend($"{error.Path} {error.Kind}")
        : [$"{error.Path} {error.Kind}"];

    private static JsonSchema SchemaOf(string name)
    {
        lock (s_schemas)
        {
            if (s_schemas.TryGetValue(name, out var known)) return known;
            var text = new JsonObject
            {
                ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{name}" }, new JsonObject()),
                ["definitions"] = s_document["components"]!["schemas"]!.DeepClone(),
            };
            // Only definitions are looked into for references.
            return s_schemas[name] = JsonSchema.FromJsonAsync(text.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal)).GetAwaiter().GetResult();
        }
    }

    private static JsonNode Load()
    {
        using var stream = typeof(OpenResponsesDocument).Assembly.GetManifestResourceStream("open-responses.openapi.json")!;
        var document = JsonNode.Parse(stream)!;
        // To the library a discriminator means classes that inherit, which these are not; and it has its own idea of the extensions.
        Strip(document);
        return document;
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Select(member => member.Key).Where(name => name is "discriminator" || name.StartsWith("x-", StringComparison.Ordinal)).ToList()) members.Remove(name);
            foreach (var member in members) Strip(member.Value);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items) Strip(item);
        }
    }
}

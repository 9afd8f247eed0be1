using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Items;
using Orchestrator.Outcomes;
using Orchestrator.Schemas;

namespace Orchestrator.Responses;

/// <summary>The form that an answer's text is to have: any, JSON, or JSON that holds to a schema.</summary>
internal static class ResponseFormat
{
    private const string Forms = "must be text, json_object or json_schema";

    public static ApiError? Check(JsonElement format, string path)
    {
        if (Rules.With("type", Rules.Text(64))(format, path) is { } error) return error;
        return format.GetProperty("type").GetString() switch
        {
            "text" or "json_object" => null,
            "json_schema" => CheckSchema(format, path),
            _ => Invalid.UnsupportedValue($"{path}.type", Forms),
        };
    }

    /// <summary>The chat's <c>response_format</c>.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement format, JsonSchemaMode mode)
    {
        json.WriteStartObject("response_format"u8);
        var isSchema = format.GetProperty("type").ValueEquals("json_schema"u8);
        json.WriteString("type"u8, isSchema && mode is JsonSchemaMode.Prompted ? "json_object" : format.GetProperty("type").GetString());
        if (isSchema && mode is JsonSchemaMode.Native)
        {
            json.WriteStartObject("json_schema"u8);
            foreach (var member in format.EnumerateObject().Where(member => !member.NameEquals("type"u8))) member.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>What the model is told where its upstream takes no schemas; null where there is nothing to tell. The same for the same format, whatever was said.</summary>
    public static Message? Instruction(JsonElement root, JsonSchemaMode mode)
    {
        if (mode is JsonSchemaMode.Native || FormatIn(root) is not { } format || !format.GetProperty("type").ValueEquals("json_schema"u8)) return null;
        var schema = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(schema, JsonAnswer.Json)) format.GetProperty("schema").WriteTo(json);
        var about = format.TryGetProperty("description"u8, out var description) && description.ValueKind is JsonValueKind.String ? $" ({description.GetString()})" : "";
        return ChatMessages.Of("system", $"Answer with one JSON value and nothing else{about}. It must be valid against this JSON schema, \"{format.GetProperty("name").GetString()}\":\n{Encoding.UTF8.GetString(schema.WrittenSpan)}");
    }

    /// <summary>What is wrong with an answer that came to its end; null where it has the form that was asked for, or none was.</summary>
    /// <param name="settings">What the response repeats of its request.</param>
    public static ApiError? Judge(ReadOnlyMemory<byte> settings, IEnumerable<Item> output)
    {
        using var members = JsonDocument.Parse(settings);
        if (FormatIn(members.RootElement) is not { } format || !format.GetProperty("type").ValueEquals("json_schema"u8)) return null;
        var texts = output.OfType<Item.Message>().SelectMany(message => message.Texts).ToList();
        if (texts.Count == 0 || !OutputSchema.TryRead(JsonMarshal.GetRawUtf8Value(format.GetProperty("schema")), out var schema, out _)) return null;
        return schema.FirstBreach(string.Concat(texts)) is { } breach
            ? new ApiError(StatusCodes.Status502BadGateway, "server_error", "invalid_output", $"The model's answer does not hold to the schema '{format.GetProperty("name").GetString()}': {breach}.") { ShouldRetry = true }
            : null;
    }

    private static JsonElement? FormatIn(JsonElement root) =>
        root.TryGetProperty("text"u8, out var text) && text.ValueKind is JsonValueKind.Object && text.TryGetProperty("format"u8, out var format) && format.ValueKind is JsonValueKind.Object ? format : null;

    private static ApiError? CheckSchema(JsonElement format, string path)
    {
        if (Rules.With("name", Rules.Text(64))(format, path) is { } error) return error;
        var name = format.GetProperty("name").GetString()!;
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_nameCharacters)) return Invalid.Value($"{path}.name", "1 to 64 letters, digits, underscores and hyphens");
        if (!format.TryGetProperty("schema"u8, out var schema)) return Invalid.Missing($"{path}.schema", "a JSON schema");
        if (schema.ValueKind is not JsonValueKind.Object) return Invalid.Type($"{path}.schema", "a JSON schema", schema);
        return OutputSchema.TryRead(JsonMarshal.GetRawUtf8Value(schema), out _, out var complaint) ? null : Invalid.Value($"{path}.schema", complaint);
    }

    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}

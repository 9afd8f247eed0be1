using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Models;
using Orchestrator.Outcomes;
using Orchestrator.Schemas;

namespace Orchestrator.Responses;

/// <summary>The answer's format of type <c>json_schema</c>: what it may hold, how a response repeats it, and how a model is asked for it.</summary>
internal static class SchemaFormat
{
    private const int LongestDescription = 4096;

    public static ApiError? Check(JsonElement format, string path)
    {
        if (Rules.With("name", Name)(format, path) is { } nameError) return nameError;
        if (Rules.With("schema", Rules.Object)(format, path) is { } schemaError) return schemaError;
        if (Optional(format, "strict") is { } strict && Rules.Boolean(strict, $"{path}.strict") is { } strictError) return strictError;
        if (Optional(format, "description") is { } description && Rules.Text(LongestDescription)(description, $"{path}.description") is { } textError) return textError;
        return SchemaReader.TryRead(format.GetProperty("schema"u8), out _, out var problem)
            ? null
            : Invalid.UnsupportedValue($"{path}.schema", $"cannot be used as a schema: {problem}");
    }

    /// <summary>The settings with the format as a response repeats it, with every member that its readers require, and whether the answer is checked here.</summary>
    public static ResponseSettings Mark(ResponseSettings settings, JsonElement root, JsonSchemaMode schemas) => Find(root) is { } format
        ? settings with { TextFormat = Compose(json => WriteFormat(json, format)), SchemaChecked = schemas is JsonSchemaMode.Prompted }
        : settings;

    /// <summary>
    /// What is said to the model in front of everything. An upstream that knows no schemas is told of it here: in the same words, and the same bytes, at every turn,
    /// so that its cache goes on hitting. It has to say json, or such an upstream refuses.
    /// </summary>
    public static string? Instruct(string? instructions, JsonElement root, JsonSchemaMode schemas)
    {
        if (schemas is JsonSchemaMode.Native || Find(root) is not { } format) return instructions;
        var text = new StringBuilder(instructions);
        if (text.Length > 0) text.Append("\n\n");
        text.Append("Answer with json and nothing else: one JSON value, without words or code fences around it, that is valid against the JSON schema '");
        text.Append(format.GetProperty("name"u8).GetString()).Append('\'');
        if (Optional(format, "description") is { } description) text.Append(" (").Append(description.GetString()).Append(')');
        return text.Append(":\n").Append(Encoding.UTF8.GetString(ResponseParameters.Repeat(format.GetProperty("schema"u8)).Span)).ToString();
    }

    /// <summary>Any format as chat's <c>response_format</c>.</summary>
    public static void WriteForChat(Utf8JsonWriter json, JsonElement format, JsonSchemaMode schemas)
    {
        json.WriteStartObject();
        if (!IsSchema(format))
        {
            WriteRaw(json, "type", format.GetProperty("type"u8));
        }
        else if (schemas is JsonSchemaMode.Prompted)
        {
            json.WriteString("type"u8, "json_object"u8);
        }
        else
        {
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("json_schema"u8);
            foreach (var member in (string[])["name", "description", "schema", "strict"])
            {
                if (Optional(format, member) is { } value) WriteRaw(json, member, value);
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static ApiError? Name(JsonElement value, string path)
    {
        if (value.ValueKind is not JsonValueKind.String) return Invalid.Type(path, "a string", value);
        var name = value.GetString()!;
        return name.Length is >= 1 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? null
            : Invalid.Value(path, "1 to 64 letters, digits, '_' or '-'");
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement format)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "json_schema"u8);
        WriteRaw(json, "name", format.GetProperty("name"u8));
        json.WriteString("description"u8, Optional(format, "description")?.GetString());
        json.WritePropertyName("schema"u8);
        format.GetProperty("schema"u8).WriteTo(json);
        json.WriteBoolean("strict"u8, Optional(format, "strict")?.GetBoolean() ?? false);
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Compose(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json)) write(json);
        return buffer.WrittenMemory;
    }

    private static JsonElement? Find(JsonElement root) =>
        Optional(root, "text") is { } text && Optional(text, "format") is { } format && IsSchema(format) ? format : null;

    private static bool IsSchema(JsonElement format) => format.GetProperty("type"u8).ValueEquals("json_schema"u8);

    private static JsonElement? Optional(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private static void WriteRaw(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}

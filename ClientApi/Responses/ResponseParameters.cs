using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Models;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Says the parameters of a response in the words of a chat.</summary>
internal static class ResponseParameters
{
    /// <summary>The chat's parameters, comma separated and without braces.</summary>
    /// <param name="schemas">How the model's upstream is asked for an answer that holds to a schema.</param>
    public static ReadOnlyMemory<byte> Compose(JsonElement root, JsonSchemaMode schemas)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(json, member.Name, member.Value, schemas);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory[1..^1];
    }

    /// <summary>A member as a response repeats it: on one line, whatever the client's layout.</summary>
    public static ReadOnlyMemory<byte> Repeat(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json)) value.WriteTo(json);
        return buffer.WrittenMemory;
    }

    /// <summary>The tools as a response repeats them, with every member that its readers require.</summary>
    public static ReadOnlyMemory<byte> RepeatTools(JsonElement tools)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartArray();
            foreach (var tool in tools.EnumerateArray())
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "function"u8);
                WriteOrNull(json, tool, "name");
                WriteOrNull(json, tool, "description");
                WriteOrNull(json, tool, "parameters");
                WriteOrNull(json, tool, "strict");
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteMember(Utf8JsonWriter json, string name, JsonElement value, JsonSchemaMode schemas)
    {
        switch (name)
        {
            case "temperature" or "top_p" or "parallel_tool_calls":
                WriteRaw(json, name, value);
                break;
            case "reasoning" when value.TryGetProperty("effort"u8, out var effort) && effort.ValueKind is JsonValueKind.String:
                WriteRaw(json, "reasoning_effort", effort);
                break;
            case "text" when value.TryGetProperty("format"u8, out var format) && format.ValueKind is JsonValueKind.Object:
                json.WritePropertyName("response_format"u8);
                SchemaFormat.WriteForChat(json, format, schemas);
                break;
            case "tool_choice" when value.ValueKind is JsonValueKind.String:
                WriteRaw(json, name, value);
                break;
            case "tool_choice":
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                WriteRaw(json, "name", value.GetProperty("name"));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case "tools":
                WriteTools(json, value);
                break;
        }
    }

    private static void WriteTools(Utf8JsonWriter json, JsonElement tools)
    {
        if (tools.GetArrayLength() == 0) return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.EnumerateArray())
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            foreach (var member in tool.EnumerateObject())
            {
                if (!member.NameEquals("type"u8) && member.Value.ValueKind is not JsonValueKind.Null) WriteRaw(json, member.Name, member.Value);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOrNull(Utf8JsonWriter json, JsonElement tool, string member)
    {
        json.WritePropertyName(member);
        if (tool.TryGetProperty(member, out var value)) value.WriteTo(json);
        else json.WriteNullValue();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}

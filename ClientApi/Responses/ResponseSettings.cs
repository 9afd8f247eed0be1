using System.Buffers;
using System.Text.Json;
using Orchestrator.Outcomes;
using Orchestrator.Schemas;

namespace Orchestrator.Responses;

/// <summary>What a response repeats of its request. Members that are JSON are kept as such.</summary>
internal sealed record ResponseSettings
{
    public required string Model { get; init; }

    public string? Instructions { get; init; }

    public string? PreviousResponse { get; init; }

    public string? Conversation { get; init; }

    public bool Store { get; init; } = true;

    public bool Background { get; init; }

    public int? MaxOutputTokens { get; init; }

    public double Temperature { get; init; } = 1;

    public double TopP { get; init; } = 1;

    public bool ParallelToolCalls { get; init; } = true;

    public string? ReasoningEffort { get; init; }

    public string Truncation { get; init; } = "disabled";

    /// <summary>The tier that the answer is made in.</summary>
    public string ServiceTier { get; init; } = "default";

    public string? SafetyIdentifier { get; init; }

    public string? PromptCacheKey { get; init; }

    public ReadOnlyMemory<byte> Tools { get; init; } = "[]"u8.ToArray();

    public ReadOnlyMemory<byte> ToolChoice { get; init; } = "\"auto\""u8.ToArray();

    public ReadOnlyMemory<byte> TextFormat { get; init; } = """{"type":"text"}"""u8.ToArray();

    /// <summary>Whether the answer has to be held to the schema here. Kept with the settings, but not shown.</summary>
    public bool SchemaChecked { get; init; }

    public ReadOnlyMemory<byte> Metadata { get; init; } = "{}"u8.ToArray();

    /// <summary>Them all as one JSON object, as every snapshot of the response has them.</summary>
    public ReadOnlyMemory<byte> Render()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            Write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteString("model"u8, Model);
        json.WriteString("instructions"u8, Instructions);
        json.WriteString("previous_response_id"u8, PreviousResponse);
        if (Conversation is { } conversation)
        {
            json.WriteStartObject("conversation"u8);
            json.WriteString("id"u8, conversation);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("conversation"u8);
        }
        json.WriteBoolean("store"u8, Store);
        json.WriteBoolean("background"u8, Background);
        if (MaxOutputTokens is { } most) json.WriteNumber("max_output_tokens"u8, most);
        else json.WriteNull("max_output_tokens"u8);
        json.WriteNull("max_tool_calls"u8);
        json.WriteNumber("temperature"u8, Temperature);
        json.WriteNumber("top_p"u8, TopP);
        json.WriteNumber("presence_penalty"u8, 0);
        json.WriteNumber("frequency_penalty"u8, 0);
        json.WriteNumber("top_logprobs"u8, 0);
        json.WriteBoolean("parallel_tool_calls"u8, ParallelToolCalls);
        json.WriteStartObject("reasoning"u8);
        json.WriteString("effort"u8, ReasoningEffort);
        json.WriteNull("summary"u8);
        json.WriteEndObject();
        json.WriteStartObject("text"u8);
        WriteRaw(json, "format", TextFormat);
        json.WriteEndObject();
        WriteRaw(json, "tools", Tools);
        WriteRaw(json, "tool_choice", ToolChoice);
        json.WriteString("truncation"u8, Truncation);
        json.WriteString("service_tier"u8, ServiceTier);
        json.WriteString("safety_identifier"u8, SafetyIdentifier);
        json.WriteString("prompt_cache_key"u8, PromptCacheKey);
        WriteRaw(json, "metadata", Metadata);
        if (SchemaChecked) json.WriteBoolean(OutputCheck.Marker, true);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }
}

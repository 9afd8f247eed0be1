using System.Text.Json;

namespace Orchestrator.Responses;

/// <summary>The response object of one answer: the same members in every snapshot, with what changes given by the state.</summary>
internal sealed class ResponseDocument(ResponseId id, DateTimeOffset createdAt, ResponseSettings settings)
{
    public ResponseId Id { get; } = id;

    public void Write(Utf8JsonWriter json, ResponseState state)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id.ToString());
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, createdAt.ToUnixTimeSeconds());
        json.WriteString("status"u8, state.Status);
        if (state.CompletedAt is { } completed) json.WriteNumber("completed_at"u8, completed.ToUnixTimeSeconds());
        else json.WriteNull("completed_at"u8);
        WriteError(json, state);
        WriteIncomplete(json, state);
        WriteSettings(json);
        json.WriteStartArray("output"u8);
        foreach (var item in state.Output) item.Item.Write(json, item.Id, item.Status);
        json.WriteEndArray();
        WriteUsage(json, state.Usage);
        json.WriteEndObject();
    }

    private void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteString("model"u8, settings.Model);
        json.WriteString("instructions"u8, settings.Instructions);
        json.WriteString("previous_response_id"u8, settings.PreviousResponse);
        if (settings.Conversation is { } conversation)
        {
            json.WriteStartObject("conversation"u8);
            json.WriteString("id"u8, conversation);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("conversation"u8);
        }
        json.WriteBoolean("store"u8, settings.Store);
        json.WriteBoolean("background"u8, false);
        if (settings.MaxOutputTokens is { } most) json.WriteNumber("max_output_tokens"u8, most);
        else json.WriteNull("max_output_tokens"u8);
        json.WriteNull("max_tool_calls"u8);
        json.WriteNumber("temperature"u8, settings.Temperature);
        json.WriteNumber("top_p"u8, settings.TopP);
        json.WriteNumber("presence_penalty"u8, 0);
        json.WriteNumber("frequency_penalty"u8, 0);
        json.WriteNumber("top_logprobs"u8, 0);
        json.WriteBoolean("parallel_tool_calls"u8, settings.ParallelToolCalls);
        json.WriteStartObject("reasoning"u8);
        json.WriteString("effort"u8, settings.ReasoningEffort);
        json.WriteNull("summary"u8);
        json.WriteEndObject();
        json.WriteStartObject("text"u8);
        WriteRaw(json, "format", settings.TextFormat);
        json.WriteEndObject();
        WriteRaw(json, "tools", settings.Tools);
        WriteRaw(json, "tool_choice", settings.ToolChoice);
        json.WriteString("truncation"u8, settings.Truncation);
        json.WriteString("service_tier"u8, "default"u8);
        json.WriteString("safety_identifier"u8, settings.SafetyIdentifier);
        json.WriteString("prompt_cache_key"u8, settings.PromptCacheKey);
        WriteRaw(json, "metadata", settings.Metadata);
    }

    private static void WriteError(Utf8JsonWriter json, ResponseState state)
    {
        if (state.ErrorMessage is null)
        {
            json.WriteNull("error"u8);
            return;
        }
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, state.ErrorCode ?? "server_error");
        json.WriteString("message"u8, state.ErrorMessage);
        json.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter json, ResponseState state)
    {
        if (state.IncompleteReason is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }
        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, state.IncompleteReason);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
    {
        if (usage is not { } used)
        {
            json.WriteNull("usage"u8);
            return;
        }
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, used.Prompt);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, used.Cached);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, used.Completion);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, used.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, used.Total);
        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }
}

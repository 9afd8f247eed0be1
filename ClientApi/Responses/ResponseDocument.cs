using System.Text.Json;
using Orchestrator.Schemas;

namespace Orchestrator.Responses;

/// <summary>The response object of one answer: the same members in every snapshot, with what changes given by the state.</summary>
/// <param name="settings">What it repeats of its request, as <see cref="ResponseSettings.Render"/> wrote it.</param>
internal sealed class ResponseDocument(ResponseId id, DateTimeOffset createdAt, ReadOnlyMemory<byte> settings)
{
    public ResponseId Id { get; } = id;

    public ReadOnlyMemory<byte> Settings { get; } = settings;

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

    /// <summary>The end as it is told: an answer that does not have the form that was asked for has failed.</summary>
    public ResponseState Judge(ResponseState end) => OutputVerdict.Judge(end, Settings);

    private void WriteSettings(Utf8JsonWriter json)
    {
        using var members = JsonDocument.Parse(Settings);
        foreach (var member in members.RootElement.EnumerateObject())
        {
            if (!member.NameEquals(OutputCheck.Marker)) member.WriteTo(json);
        }
    }

    public static void WriteDeleted(Utf8JsonWriter json, ResponseId id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id.ToString());
        json.WriteString("object"u8, "response.deleted"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
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

    public static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
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
}

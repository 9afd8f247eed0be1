using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>Reads plain bodies and stream chunks of the chat-completions wire in one pass; they differ only in <c>message</c> and <c>delta</c>. Members it does not know are passed over.</summary>
internal static class AnswerReader
{
    /// <summary>Adds what the JSON says to the facts, and its text to the message where one is built. False where it is not a JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, ref AnswerFacts facts, AssistantMessage? message = null)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("choices"u8)) ReadChoices(ref reader, ref facts, message);
                else if (reader.ValueTextEquals("usage"u8)) ReadUsage(ref reader, ref facts);
                else if (reader.ValueTextEquals("error"u8)) ReadError(ref reader, ref facts);
                else reader.Skip();
            }

            return !reader.Read();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ref AnswerFacts facts, AssistantMessage? message)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray)) return;
        while (NextObject(ref reader))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8)) ReadMessage(ref reader, ref facts, message);
                else if (reader.ValueTextEquals("message"u8)) facts.Message = ReadMessage(ref reader, ref facts, message);
                else if (reader.ValueTextEquals("finish_reason"u8)) facts.FinishReason = ReadFinishReason(ref reader) ?? facts.FinishReason;
                else reader.Skip();
            }
        }
    }

    private static Range? ReadMessage(ref Utf8JsonReader reader, ref AnswerFacts facts, AssistantMessage? message)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject)) return null;
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                if (ReadText(ref reader, ref facts)) message?.AddContent(Text(ref reader, message));
            }
            else if (reader.ValueTextEquals("reasoning_content"u8))
            {
                var before = facts.Pieces;
                if (ReadText(ref reader, ref facts)) message?.AddReasoning(Text(ref reader, message));
                facts.ReasoningPieces += facts.Pieces - before;
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                if (ReadText(ref reader, ref facts)) message?.AddRefusal(Text(ref reader, message));
            }
            else if (reader.ValueTextEquals("tool_calls"u8)) ReadToolCalls(ref reader, ref facts, message);
            else reader.Skip();
        }

        return start..(int)reader.BytesConsumed;
    }

    private static void ReadToolCalls(ref Utf8JsonReader reader, ref AnswerFacts facts, AssistantMessage? message)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray)) return;
        while (NextObject(ref reader))
        {
            int index = 0;
            string? id = null, type = null, name = null, arguments = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("index"u8)) { reader.Read(); index = reader.GetInt32(); }
                else if (reader.ValueTextEquals("id"u8)) { reader.Read(); id = reader.GetString(); }
                else if (reader.ValueTextEquals("type"u8)) { reader.Read(); type = reader.GetString(); }
                else if (reader.ValueTextEquals("function"u8) && Enter(ref reader, JsonTokenType.StartObject))
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    {
                        if (reader.ValueTextEquals("name"u8)) { reader.Read(); name = reader.GetString(); }
                        else if (reader.ValueTextEquals("arguments"u8) && ReadText(ref reader, ref facts)) arguments = reader.GetString();
                        else reader.Skip();
                    }
                }
                else reader.Skip();
            }

            message?.AddToolCall(index, id, type, name, arguments);
        }
    }

    private static bool ReadText(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        if (!Enter(ref reader, JsonTokenType.String)) return false;
        facts.ContentBytes += reader.ValueSpan.Length;
        if (reader.ValueSpan.Length > 0) facts.Pieces++;
        return true;
    }

    /// <summary>The text as it stands. A half of a surrogate pair is no text: a message that is wanted fails for it, and one that is not cannot be continued.</summary>
    private static string Text(ref Utf8JsonReader reader, AssistantMessage message)
    {
        if (!message.Wanted) return "";
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (message.IsOnlyForContinuing)
        {
            message.GiveUpContinuing();
            return "";
        }
    }

    private static string? ReadFinishReason(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader, JsonTokenType.String)) return null;
        return reader.ValueTextEquals("stop"u8) ? "stop" : reader.GetString();
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject)) return;
        long prompt = 0, completion = 0, cached = 0, hit = 0, reasoning = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8)) prompt = ReadCount(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8)) completion = ReadCount(ref reader);
            else if (reader.ValueTextEquals("prompt_cache_hit_tokens"u8)) hit = ReadCount(ref reader);
            else if (reader.ValueTextEquals("prompt_tokens_details"u8)) cached = ReadDetail(ref reader, "cached_tokens"u8);
            else if (reader.ValueTextEquals("completion_tokens_details"u8)) reasoning = ReadDetail(ref reader, "reasoning_tokens"u8);
            else reader.Skip();
        }

        facts.Usage = new TokenUsage(prompt, completion, Math.Max(cached, hit), reasoning);
    }

    private static long ReadDetail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        long count = 0;
        if (!Enter(ref reader, JsonTokenType.StartObject)) return count;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name)) count = ReadCount(ref reader);
            else reader.Skip();
        }

        return count;
    }

    private static long ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0) return count;
        reader.Skip();
        return 0;
    }

    private static void ReadError(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        using var error = JsonDocument.ParseValue(ref reader);
        facts.Error = UpstreamErrors.FromErrorObject(error.RootElement, status: null, retryAfter: null);
    }

    /// <summary>Steps to the next object of an array; what stands between is passed over. False at the array's end.</summary>
    private static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject) return true;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Steps onto the value and says whether it is of the kind; a value of another kind is passed over.</summary>
    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType kind)
    {
        reader.Read();
        if (reader.TokenType == kind) return true;
        reader.Skip();
        return false;
    }
}

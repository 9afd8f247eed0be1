using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>How replies are written: text stays text, whatever its alphabet.</summary>
internal static class ReplyJson
{
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(output, Options);
        write(json);
    }

    public static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 2);
        JsonText.Write(bytes, text);
        json.WritePropertyName(name);
        json.WriteRawValue(bytes.WrittenSpan, skipInputValidation: true);
    }

    public static void WriteError(IBufferWriter<byte> output, ApiError error) => Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", error.Type);
        json.WriteNull("param");
        json.WriteString("code", error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static void WriteUsage(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.PromptTokens);
        json.WriteNumber("completion_tokens", usage.CompletionTokens);
        json.WriteNumber("total_tokens", usage.TotalTokens);
        json.WriteNumber("prompt_cache_hit_tokens", usage.CacheHitTokens);
        json.WriteNumber("prompt_cache_miss_tokens", usage.CacheMissTokens);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CacheHitTokens);
        json.WriteNumber("prompt_cache_hit_tokens", usage.CacheHitTokens);
        json.WriteNumber("prompt_cache_miss_tokens", usage.CacheMissTokens);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.ReasoningTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

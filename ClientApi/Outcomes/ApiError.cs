using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Outcomes;

/// <summary>What an OpenAI client is told when its request did not work: a status, and the error object that its library reads.</summary>
internal sealed record ApiError(int Status, string Type, string? Code, string Message, string? Param = null)
{
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>When to come back, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a library should send the request again by itself; null leaves that to the status.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Answers with the error. Only while nothing of the answer has been sent.</summary>
    public async Task Write(HttpResponse response)
    {
        var body = ToJson();
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            response.Headers["retry-after-ms"] = Math.Max(1, (long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        }
        if (ShouldRetry is { } retry) response.Headers["x-should-retry"] = retry ? "true" : "false";
        await response.BodyWriter.WriteAsync(body);
    }

    /// <summary>The error as a body or as a frame of a stream: <c>{"error":{…}}</c>.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("message"u8, Message);
            json.WriteString("type"u8, Type);
            json.WriteString("param"u8, Param);
            json.WriteString("code"u8, Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}

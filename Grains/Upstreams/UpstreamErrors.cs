using System.Net;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>Turns what a provider says of its failures into ours: by status first, because its codes say little.</summary>
internal static class UpstreamErrors
{
    private const int LongestMessage = 2048;

    public static UpstreamFailureKind KindOf(int status) => status switch
    {
        401 or 402 or 403 => UpstreamFailureKind.Account,
        429 => UpstreamFailureKind.Limited,
        408 => UpstreamFailureKind.TooSlow,
        >= 400 and < 500 => UpstreamFailureKind.Rejected,
        _ => UpstreamFailureKind.Broken,
    };

    /// <summary>Reads an error body of the OpenAI envelope; any other body is not shown, and the status speaks for itself.</summary>
    public static UpstreamFailure FromResponse(HttpStatusCode status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error"u8, out var error))
                return FromErrorObject(error, (int)status, retryAfter);
        }
        catch (JsonException)
        {
            // Not the envelope: a proxy's page, or nothing at all.
        }

        return new UpstreamFailure { Kind = KindOf((int)status), Status = (int)status, Message = $"The upstream answered {(int)status}.", RetryAfter = retryAfter };
    }

    /// <summary>Reads an error object; one that came inside a 200 has no status of its own and counts as the provider's breakage unless its type says otherwise.</summary>
    public static UpstreamFailure FromErrorObject(JsonElement error, int? status, TimeSpan? retryAfter)
    {
        var type = Text(error, "type"u8);
        return new UpstreamFailure
        {
            Kind = status is { } code ? KindOf(code) : KindOfType(type),
            Status = status,
            Message = (error.ValueKind == JsonValueKind.String ? error.GetString() : Text(error, "message"u8)) is { Length: > 0 } message
                ? message.Length <= LongestMessage ? message : message[..LongestMessage]
                : "The upstream reported an error.",
            Type = type,
            Code = Text(error, "code"u8),
            Param = Text(error, "param"u8),
            RetryAfter = retryAfter,
        };
    }

    private static UpstreamFailureKind KindOfType(string? type) => type switch
    {
        "invalid_request_error" => UpstreamFailureKind.Rejected,
        "authentication_error" => UpstreamFailureKind.Account,
        "rate_limit_error" => UpstreamFailureKind.Limited,
        _ => UpstreamFailureKind.Broken,
    };

    private static string? Text(JsonElement error, ReadOnlySpan<byte> name)
    {
        if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }
}

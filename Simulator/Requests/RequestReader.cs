using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>Reads the shape of a body: broken JSON is a 400, a field of the wrong type a 422.</summary>
internal static class RequestReader
{
    public static ApiError? TryRead(ReadOnlySpan<byte> bytes, out CompletionBody body)
    {
        body = new CompletionBody();
        try
        {
            body = JsonSerializer.Deserialize(bytes, RequestJson.Default.CompletionBody) ?? body;
            return null;
        }
        catch (JsonException broken) when (broken.InnerException is JsonException)
        {
            return ApiError.BadRequest($"Failed to parse the request body as JSON: {broken.InnerException.Message}");
        }
        catch (JsonException mistyped)
        {
            return ApiError.Invalid($"Failed to deserialize the JSON body into the target type: {mistyped.Message}");
        }
    }
}

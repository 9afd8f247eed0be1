using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orchestrator.Outcomes;

namespace Orchestrator.Bodies;

/// <summary>Reads a request's body into one array, no longer than allowed.</summary>
internal static class RequestBody
{
    /// <summary>Memory is given only as bytes arrive: a length alone, which costs the client nothing, reserves no more than this.</summary>
    private const int FirstBytes = 64 * 1024;

    public static async ValueTask<(ReadOnlyMemory<byte> Body, ApiError? Error)> Read(HttpContext context, RequestLimits limits)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType)) return (default, Invalid.MediaType("The header 'Content-Type' must be 'application/json', in UTF-8."));
        if (request.Headers.ContentEncoding.Count > 0) return (default, Invalid.MediaType("Bodies with a 'Content-Encoding' are not taken: send plain JSON."));
        if (request.ContentLength > limits.BodyBytes) return (default, Invalid.TooLarge(limits.BodyBytes));
        try
        {
            return await ReadAll(context, limits.BodyBytes);
        }
        catch (BadHttpRequestException exception)
        {
            return (default, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Invalid.TooLarge(limits.BodyBytes)
                : new ApiError(exception.StatusCode, ApiError.InvalidRequest, "invalid_body", "The body did not arrive whole."));
        }
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Body, ApiError? Error)> ReadAll(HttpContext context, int limit)
    {
        var expected = (int)(context.Request.ContentLength ?? FirstBytes);
        var bytes = GC.AllocateUninitializedArray<byte>(Math.Min(expected, FirstBytes));
        var length = 0;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var arrived = read.Buffer;
            if (arrived.Length > limit - length)
            {
                reader.AdvanceTo(arrived.End);
                return (default, Invalid.TooLarge(limit));
            }
            MakeRoom(ref bytes, length + (int)arrived.Length, limit);
            arrived.CopyTo(bytes.AsSpan(length));
            length += (int)arrived.Length;
            reader.AdvanceTo(arrived.End);
            if (read.IsCompleted) return (bytes.AsMemory(0, length), null);
        }
    }

    private static void MakeRoom(ref byte[] bytes, int needed, int limit)
    {
        if (needed > bytes.Length) Array.Resize(ref bytes, (int)Math.Min(limit, Math.Max(needed, bytes.Length * 2L)));
    }

    private static bool IsJson([NotNullWhen(true)] string? contentType)
    {
        const string Json = "application/json";
        if (contentType is null || !contentType.StartsWith(Json, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = contentType.AsSpan(Json.Length).Trim();
        if (rest.IsEmpty) return true;
        if (rest[0] != ';') return false;
        return !rest.Contains("charset", StringComparison.OrdinalIgnoreCase) || rest.Contains("utf-8", StringComparison.OrdinalIgnoreCase);
    }
}

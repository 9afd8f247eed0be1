using System.Globalization;
using System.Text.Json;
using Orchestrator.Outcomes;

namespace Orchestrator.Bodies;

/// <summary>Words for what is wrong with a request: the member, and what was expected there.</summary>
internal static class Invalid
{
    public static ApiError Missing(string param, string expected) =>
        Of(param, "missing_required_parameter", $"'{param}' is required: expected {expected}.");

    public static ApiError Type(string param, string expected, JsonElement found) =>
        Of(param, "invalid_type", $"'{param}' must be {expected}, not {Noun(found.ValueKind)}.");

    public static ApiError Value(string param, string expected) =>
        Of(param, "invalid_value", $"'{param}' must be {expected}.");

    public static ApiError Unsupported(string param, string why) =>
        Of(param, "unsupported_parameter", $"'{param}' {why}.");

    public static ApiError UnsupportedValue(string param, string why) =>
        Of(param, "unsupported_value", $"'{param}' {why}.");

    public static ApiError Json(string message) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "invalid_json", message);

    public static ApiError Duplicate(string? param) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "duplicate_key",
            param is null ? "The body names a member twice." : $"The body names '{param}' twice.", param);

    public static ApiError TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, ApiError.InvalidRequest, "request_too_large",
            string.Create(CultureInfo.InvariantCulture, $"The body is longer than {limit} bytes, the most that is taken."));

    public static ApiError MediaType(string message) =>
        new(StatusCodes.Status415UnsupportedMediaType, ApiError.InvalidRequest, "unsupported_media_type", message);

    private static ApiError Of(string param, string code, string message) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, code, message, param);

    private static string Noun(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}

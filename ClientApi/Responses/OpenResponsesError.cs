using System.Text.Json;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>An error within a stream in the words of the Open Responses specification.</summary>
internal static class OpenResponsesError
{
    public static void Write(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, TypeOf(error));
        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        json.WriteString("param"u8, error.Param);
        json.WriteEndObject();
    }

    /// <summary>The specification names five types; a failure upstream is the model's.</summary>
    private static string TypeOf(ApiError error) => error switch
    {
        { Status: StatusCodes.Status404NotFound } => "not_found",
        { Status: StatusCodes.Status429TooManyRequests } => "too_many_requests",
        { Status: < 500 } => "invalid_request",
        { Type: "upstream_error" } => "model_error",
        _ => "server_error",
    };
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>What goes wrong on a socket, in the form that its clients read.</summary>
internal static class SocketErrors
{
    public static readonly ApiError TooOld = new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "websocket_connection_limit_reached",
        "This socket has reached the longest life of one. Open a new one.");

    public static ApiError NoText(int longest) => new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "invalid_message",
        string.Create(CultureInfo.InvariantCulture, $"A message must be text of at most {longest} bytes."));

    public static readonly ApiError NoCreate = new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "invalid_value",
        "Invalid value for 'type': expected response.create.", "type");

    /// <summary>The error as a message: nested, as sockets have it.</summary>
    public static ReadOnlyMemory<byte> ToJson(ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            json.WriteNumber("status"u8, error.Status);
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, error.Type);
            json.WriteString("code"u8, error.Code);
            json.WriteString("message"u8, error.Message);
            json.WriteString("param"u8, error.Param);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}

using System.Globalization;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Chat;

/// <summary>What a message of a chat request must hold. Paths are spelled only for what is wrong, for most messages are right.</summary>
internal static class MessageRules
{
    private const string Roles = "one of system, developer, user, assistant, tool, function";

    /// <summary>The message's role, or what is wrong with the message.</summary>
    public static ApiError? Check(JsonElement message, int index, out string role)
    {
        role = "";
        if (message.ValueKind is not JsonValueKind.Object) return Invalid.Type(Path(index), "an object", message);
        if (!message.TryGetProperty("role"u8, out var roleElement)) return Invalid.Missing(Path(index, "role"), Roles);
        if (roleElement.ValueKind is not JsonValueKind.String) return Invalid.Type(Path(index, "role"), Roles, roleElement);
        if (RoleOf(roleElement) is not { } known) return Invalid.Value(Path(index, "role"), Roles);
        role = known;
        return CheckContent(message, index, role) ?? CheckTools(message, index, role) ?? CheckName(message, index);
    }

    private static ApiError? CheckContent(JsonElement message, int index, string role)
    {
        if (!message.TryGetProperty("content"u8, out var content) || content.ValueKind is JsonValueKind.Null)
        {
            return role is "assistant" && (message.TryGetProperty("tool_calls"u8, out _) || message.TryGetProperty("function_call"u8, out _))
                ? null
                : Invalid.Missing(Path(index, "content"), role is "assistant" ? "a string, an array of parts, or 'tool_calls' instead" : "a string or an array of parts");
        }
        if (content.ValueKind is JsonValueKind.String) return null;
        if (content.ValueKind is not JsonValueKind.Array) return Invalid.Type(Path(index, "content"), "a string or an array of parts", content);
        if (content.GetArrayLength() == 0) return Invalid.Value(Path(index, "content"), "an array of at least one part");
        var number = 0;
        foreach (var part in content.EnumerateArray())
        {
            if (CheckPart(part, index, number++) is { } error) return error;
        }
        return null;
    }

    private static ApiError? CheckPart(JsonElement part, int index, int number)
    {
        if (part.ValueKind is not JsonValueKind.Object) return Invalid.Type(PartPath(index, number), "an object", part);
        if (!part.TryGetProperty("type"u8, out var type)) return Invalid.Missing(PartPath(index, number) + ".type", "the kind of the part, such as 'text'");
        if (type.ValueKind is not JsonValueKind.String) return Invalid.Type(PartPath(index, number) + ".type", "a string", type);
        if (!type.ValueEquals("text"u8)) return null;
        if (!part.TryGetProperty("text"u8, out var text)) return Invalid.Missing(PartPath(index, number) + ".text", "a string");
        return text.ValueKind is JsonValueKind.String ? null : Invalid.Type(PartPath(index, number) + ".text", "a string", text);
    }

    private static ApiError? CheckTools(JsonElement message, int index, string role)
    {
        if (role is "tool")
        {
            if (!message.TryGetProperty("tool_call_id"u8, out var call)) return Invalid.Missing(Path(index, "tool_call_id"), "the id of the call that this answers");
            if (call.ValueKind is not JsonValueKind.String) return Invalid.Type(Path(index, "tool_call_id"), "a string", call);
        }
        if (!message.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind is JsonValueKind.Null) return null;
        if (calls.ValueKind is not JsonValueKind.Array) return Invalid.Type(Path(index, "tool_calls"), "an array of objects", calls);
        var number = 0;
        foreach (var call in calls.EnumerateArray())
        {
            if (call.ValueKind is not JsonValueKind.Object)
                return Invalid.Type(string.Create(CultureInfo.InvariantCulture, $"messages[{index}].tool_calls[{number}]"), "an object", call);
            number++;
        }
        return null;
    }

    private static ApiError? CheckName(JsonElement message, int index) =>
        message.TryGetProperty("name"u8, out var name) && name.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)
            ? Invalid.Type(Path(index, "name"), "a string", name)
            : null;

    private static string? RoleOf(JsonElement role) =>
        role.ValueEquals("user"u8) ? "user"
        : role.ValueEquals("assistant"u8) ? "assistant"
        : role.ValueEquals("system"u8) ? "system"
        : role.ValueEquals("tool"u8) ? "tool"
        : role.ValueEquals("developer"u8) ? "developer"
        : role.ValueEquals("function"u8) ? "function"
        : null;

    private static string Path(int index) => string.Create(CultureInfo.InvariantCulture, $"messages[{index}]");

    private static string Path(int index, string member) => string.Create(CultureInfo.InvariantCulture, $"messages[{index}].{member}");

    private static string PartPath(int index, int part) => string.Create(CultureInfo.InvariantCulture, $"messages[{index}].content[{part}]");
}

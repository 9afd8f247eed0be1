using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Simulator;

/// <summary>The rules a request must keep, in the order in which a breach is told.</summary>
internal static partial class RequestRules
{
    private const int MostTokens = 393_216;
    private const int MostStops = 16;

    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra"];

    public static ApiError? Breach(CompletionBody body, Door door, SimulatorOptions options) =>
        MissingField(body, door)
        ?? UnknownModel(body, options)
        ?? BadParameter(body)
        ?? BadStream(body)
        ?? (door == Door.Text ? null : BadMessages(body, door) ?? BadTools(body));

    public static ApiError? Overflow(int promptTokens, int? maxTokens, SimulatorOptions options)
    {
        var completion = maxTokens ?? 0;
        return promptTokens + completion <= options.ContextTokens
            ? null
            : ApiError.ContextOverflow(options.ContextTokens, promptTokens, completion);
    }

    private static ApiError? MissingField(CompletionBody body, Door door)
    {
        if (body.Model is null)
            return ApiError.Missing("model");
        if (door == Door.Text)
            return body.Prompt is null ? ApiError.Missing("prompt") : null;
        return body.Messages is null ? ApiError.Missing("messages") : null;
    }

    private static ApiError? UnknownModel(CompletionBody body, SimulatorOptions options) =>
        options.Models.Contains(body.Model!) || options.Aliases.ContainsKey(body.Model!)
            ? null
            : ApiError.BadRequest("Model Not Exist");

    private static ApiError? BadParameter(CompletionBody body) => body switch
    {
        { Temperature: < 0 or > 2 } => ApiError.OutOfRange("temperature", "[0, 2]"),
        { TopP: <= 0 or > 1 } => ApiError.OutOfRange("top_p", "(0, 1]"),
        { MaxTokens: < 1 or > MostTokens } => ApiError.OutOfRange("max_tokens", $"[1, {MostTokens}]"),
        { TopLogprobs: < 0 or > 20 } => ApiError.OutOfRange("top_logprobs", "[0, 20]"),
        { TopLogprobs: not null, Logprobs: not true } => ApiError.Invalid("top_logprobs needs logprobs to be true"),
        { Thinking.Type: not (null or "enabled" or "disabled") } => ApiError.Invalid("thinking.type must be 'enabled' or 'disabled'"),
        { ResponseFormat.Type: not (null or "text" or "json_object") } => ApiError.Invalid("This response_format type is unavailable now"),
        { ReasoningEffort: { } effort } when !Efforts.Contains(effort) => ApiError.Invalid($"unknown reasoning_effort '{effort}'"),
        { UserId: { } user } when !UserIdShape().IsMatch(user) => ApiError.Invalid("user_id must match [a-zA-Z0-9\\-_]+ and have at most 512 characters"),
        { Stop: { ValueKind: JsonValueKind.Array } stop } when stop.GetArrayLength() > MostStops => ApiError.Invalid($"stop may have at most {MostStops} sequences"),
        _ => null,
    };

    private static ApiError? BadStream(CompletionBody body) =>
        body.StreamOptions is not null && body.Stream is not true
            ? ApiError.BadRequest("stream_options should be set along with stream = true")
            : null;

    private static ApiError? BadMessages(CompletionBody body, Door door)
    {
        var messages = body.Messages!;
        if (messages.Count == 0)
            return ApiError.BadRequest("Empty input messages");

        var thinkingWithTools = Thinking.IsOn(body) && body.Tools is { Count: > 0 };
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            if (!Roles.Contains(message.Role))
                return ApiError.Invalid($"messages[{index}].role: unknown variant `{message.Role}`, expected one of `system`, `user`, `assistant`, `tool`");
            if (message.Role is "system" or "assistant" && ContentText.ImagesIn(message.Content) > 0)
                return ApiError.BadRequest($"messages[{index}]: images are not allowed in {message.Role} messages");
            if (message.Prefix is true && (door != Door.BetaChat || index < messages.Count - 1 || message.Role != "assistant"))
                return ApiError.BadRequest("prefix is only for the last message, from the assistant, at the beta base");
            if (message.Role == "assistant" && message.Prefix is not true && thinkingWithTools && !message.HasReasoning)
                return ApiError.BadRequest("The reasoning_content in the thinking mode must be passed back to the API.");
        }

        return null;
    }

    private static ApiError? BadTools(CompletionBody body)
    {
        foreach (var tool in body.Tools ?? [])
        {
            if (tool.Type != "function" || tool.Function?.Name is not { } name || !ToolName().IsMatch(name))
                return ApiError.BadRequest("tools must be functions with a name of at most 128 characters of [A-Za-z0-9_-]");
        }

        var choice = ToolChoice.Of(body);
        if (!choice.Demands)
            return null;
        if (Thinking.IsOn(body))
            return ApiError.BadRequest("Thinking mode does not support this tool_choice");
        return choice.Function(body) is null
            ? ApiError.BadRequest("tool_choice names a function that is not among the tools")
            : null;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9\-_]{1,512}$")]
    private static partial Regex UserIdShape();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,128}$")]
    private static partial Regex ToolName();
}

using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>A request that keeps the rules, reduced to what the answer depends on.</summary>
internal sealed record Ask
{
    public required string Model { get; init; }

    /// <summary>The conversation, without the answer that is to be continued.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>The beginning of the answer, given by the client.</summary>
    public Message? Prefix { get; init; }

    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    public bool Thinks { get; init; }

    public bool WantsJson { get; init; }

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>The function that this request makes the model call.</summary>
    public FunctionBody? Call { get; init; }

    /// <summary>The tools as received: they stand before the messages in the prompt.</summary>
    public string Tools { get; init; } = "";

    public string UserId { get; init; } = "";

    public int PromptTokens => TokenEstimate.Of(Tools) + Messages.Sum(message => message.Tokens) + (Prefix?.Tokens ?? 0);

    public string LastUserText => Messages.LastOrDefault(message => message.Role == "user")?.Content ?? "";

    public static Ask Of(CompletionBody body, Door door, SimulatorOptions options)
    {
        Message[] messages = door == Door.Text
            ? [Message.Of(new MessageBody { Role = "user" }) with { Content = body.Prompt + body.Suffix, Tokens = TokenEstimate.Of(body.Prompt) + TokenEstimate.Of(body.Suffix) }]
            : [.. body.Messages!.Select(Message.Of)];
        var continues = door == Door.BetaChat && body.Messages![^1].Prefix is true;

        var ask = new Ask
        {
            Model = options.Aliases.GetValueOrDefault(body.Model!, body.Model!),
            Messages = continues ? messages[..^1] : messages,
            Prefix = continues ? messages[^1] : null,
            Stream = body.Stream is true,
            IncludeUsage = body.StreamOptions?.IncludeUsage is true,
            Thinks = door != Door.Text && Thinking.IsOn(body),
            WantsJson = body.ResponseFormat?.Type == "json_object",
            MaxTokens = body.MaxTokens,
            Stops = StopsOf(body.Stop),
            Tools = ToolsOf(body),
            UserId = body.UserId ?? "",
        };
        return ask with { Call = CallOf(body, ask) };
    }

    /// <summary>A tool is called when that is demanded or when the user speaks of one; what a tool has answered is told in words.</summary>
    private static FunctionBody? CallOf(CompletionBody body, Ask ask)
    {
        var choice = ToolChoice.Of(body);
        if (choice.Forbids || ask.Prefix is not null || ask.Messages is [.., { Role: "tool" }])
            return null;

        return choice.Demands || ask.LastUserText.Contains("tool", StringComparison.OrdinalIgnoreCase)
            ? choice.Function(body)
            : null;
    }

    private static string[] StopsOf(JsonElement? stop) => stop switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    private static string ToolsOf(CompletionBody body) =>
        body.Tools is { Count: > 0 } tools
            ? string.Concat(tools.Select(tool => $"{tool.Function?.Name}{tool.Function?.Parameters?.GetRawText()}"))
            : "";
}

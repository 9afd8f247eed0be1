using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>A request as it stands on the wire, of chat and of text completions alike; fields that are not used are not read.</summary>
internal sealed record CompletionBody
{
    public string? Model { get; init; }

    public IReadOnlyList<MessageBody>? Messages { get; init; }

    public string? Prompt { get; init; }

    public string? Suffix { get; init; }

    public bool? Stream { get; init; }

    public StreamOptionsBody? StreamOptions { get; init; }

    public TypeBody? Thinking { get; init; }

    public string? ReasoningEffort { get; init; }

    public int? MaxTokens { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public JsonElement? Stop { get; init; }

    public TypeBody? ResponseFormat { get; init; }

    public IReadOnlyList<ToolBody>? Tools { get; init; }

    public JsonElement? ToolChoice { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    public string? UserId { get; init; }
}

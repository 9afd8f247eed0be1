namespace Orchestrator.Responses;

/// <summary>What a response repeats of its request. Members that are JSON are kept as such.</summary>
internal sealed record ResponseSettings
{
    public required string Model { get; init; }

    public string? Instructions { get; init; }

    public string? PreviousResponse { get; init; }

    public string? Conversation { get; init; }

    public bool Store { get; init; } = true;

    public int? MaxOutputTokens { get; init; }

    public double Temperature { get; init; } = 1;

    public double TopP { get; init; } = 1;

    public bool ParallelToolCalls { get; init; } = true;

    public string? ReasoningEffort { get; init; }

    public string Truncation { get; init; } = "disabled";

    public string? SafetyIdentifier { get; init; }

    public string? PromptCacheKey { get; init; }

    public ReadOnlyMemory<byte> Tools { get; init; } = "[]"u8.ToArray();

    public ReadOnlyMemory<byte> ToolChoice { get; init; } = "\"auto\""u8.ToArray();

    public ReadOnlyMemory<byte> TextFormat { get; init; } = """{"type":"text"}"""u8.ToArray();

    public ReadOnlyMemory<byte> Metadata { get; init; } = "{}"u8.ToArray();
}

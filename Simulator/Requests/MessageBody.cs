using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>One message as it stands on the wire.</summary>
internal sealed record MessageBody
{
    public string? Role { get; init; }

    public JsonElement? Content { get; init; }

    /// <summary>Undefined when the field is absent, which is not the same as null or empty.</summary>
    public JsonElement ReasoningContent { get; init; }

    public IReadOnlyList<ToolCallBody>? ToolCalls { get; init; }

    public bool? Prefix { get; init; }

    public bool HasReasoning => ReasoningContent.ValueKind == JsonValueKind.String;
}

namespace Orchestrator.Quota;

/// <summary>What the quota room has to know of a request before it runs.</summary>
internal sealed record QuotaRequest
{
    public required RequestId Id { get; init; }

    public required TenantId Tenant { get; init; }

    /// <summary>The id of the key that the caller showed; empty where there is none.</summary>
    public required string Key { get; init; }

    public required ModelName Model { get; init; }

    /// <summary>The prompt's tokens, estimated.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>The most tokens that the prompt can have: none is shorter than a byte.</summary>
    public required long PromptBound { get; init; }

    /// <summary>The most completion tokens of one answer, where the client set it.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>How many answers are asked for.</summary>
    public int Choices { get; init; } = 1;
}

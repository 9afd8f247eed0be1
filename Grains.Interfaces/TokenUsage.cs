namespace Orchestrator;

/// <summary>What one call used, in tokens, as the provider counted it. <c>Cached</c> is part of <c>Prompt</c>, <c>Reasoning</c> part of <c>Completion</c>.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.token-usage")]
public readonly record struct TokenUsage(
    [property: Id(0)] long Prompt,
    [property: Id(1)] long Completion,
    [property: Id(2)] long Cached = 0,
    [property: Id(3)] long Reasoning = 0)
{
    public long Total => Prompt + Completion;
}

namespace Orchestrator.Simulator;

/// <summary>The tokens one request is billed for. Completion includes reasoning; hit is a part of prompt.</summary>
public sealed record Usage(int PromptTokens, int CacheHitTokens, int CompletionTokens, int ReasoningTokens)
{
    public int CacheMissTokens => PromptTokens - CacheHitTokens;

    public int TotalTokens => PromptTokens + CompletionTokens;
}

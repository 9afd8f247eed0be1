namespace Orchestrator.Simulator;

/// <summary>The tokens one request is billed for. Completion includes reasoning; hit is a part of prompt.</summary>
public sealed record Usage(int PromptTokens, int CacheHitTokens, int CompletionTokens, int ReasoningTokens)
{
    /// <summary>The same for an answer that ended after so many tokens; reasoning comes first.</summary>
    public Usage UpTo(int tokens) => tokens >= CompletionTokens
        ? this
        : this with { CompletionTokens = tokens, ReasoningTokens = Math.Min(ReasoningTokens, tokens) };

    public int CacheMissTokens => PromptTokens - CacheHitTokens;

    public int TotalTokens => PromptTokens + CompletionTokens;
}

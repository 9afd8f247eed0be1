namespace Orchestrator.Simulator;

/// <summary>What was served since the start.</summary>
internal sealed record Statistics(
    long Calls,
    int Running,
    int PeakConcurrency,
    long Completed,
    long Aborted,
    long Refused,
    long Cut,
    long PromptTokens,
    long CacheHitTokens,
    long CompletionTokens,
    long TotalTokens);

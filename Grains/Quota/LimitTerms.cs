namespace Orchestrator.Quota;

/// <summary>What a plan says about one limit: so many units a period, and at once at most a burst. The period is in ticks and zero for concurrency.</summary>
internal readonly record struct LimitTerms(string Name, QuotaUnit Unit, long Amount, long Period, long Burst);

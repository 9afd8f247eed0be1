namespace Orchestrator.Quota;

/// <summary>Which limit refused, what was asked of it, what it had left and when to come back; null where the limit can never cover the request.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.refusal")]
public sealed record Refusal(
    [property: Id(0)] string Limit,
    [property: Id(1)] QuotaUnit Unit,
    [property: Id(2)] long Amount,
    [property: Id(3)] long Asked,
    [property: Id(4)] long Remaining,
    [property: Id(5)] TimeSpan? RetryAfter);

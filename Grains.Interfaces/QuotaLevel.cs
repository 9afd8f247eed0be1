namespace Orchestrator;

/// <summary>What a limit counts.</summary>
[GenerateSerializer, Alias("orchestrator.quota-unit")]
public enum QuotaUnit
{
    Requests,
    Tokens,
    Concurrency,

    /// <summary>Money, in billionths of the currency's unit.</summary>
    Cost,
}

/// <summary>One limit at one moment: how much it allows, how much is left, and when it is whole again. <c>Period</c> is zero for concurrency.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.quota-level")]
public sealed record QuotaLevel(
    [property: Id(0)] string Name,
    [property: Id(1)] QuotaUnit Unit,
    [property: Id(2)] long Amount,
    [property: Id(3)] long Remaining,
    [property: Id(4)] TimeSpan ResetAfter,
    [property: Id(5)] TimeSpan Period)
{
    /// <summary>Most that may be used and held at one moment: the amount, or a bucket's burst. 0 where it is not known.</summary>
    [Id(6)] public long Capacity { get; init; }

    /// <summary>Units that were used beyond the capacity, and are paid back before anything else is.</summary>
    [Id(7)] public long Debt { get; init; }
}

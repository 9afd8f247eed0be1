namespace Orchestrator.Quota;

/// <summary>What a tenant's quota has written down as used, by the name of the limit. Always at or above what is used in truth.</summary>
[GenerateSerializer, Alias("orchestrator.quota-state")]
internal sealed class QuotaState
{
    [Id(0)] public Dictionary<string, QuotaMark> Marks { get; set; } = [];
}

/// <summary>One limit's high-water mark, and the terms it was counted under.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.quota-mark")]
internal sealed class QuotaMark
{
    /// <summary>The position of the bucket, in ticks of the wall clock.</summary>
    [Id(0)] public long UsedUpTo { get; init; }

    /// <summary>Permits out.</summary>
    [Id(1)] public long Permits { get; init; }

    [Id(2)] public QuotaUnit Unit { get; init; }

    [Id(3)] public long Amount { get; init; }

    [Id(4)] public long Period { get; init; }
}

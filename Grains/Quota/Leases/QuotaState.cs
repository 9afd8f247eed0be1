namespace Orchestrator.Quota;

/// <summary>What a tenant's authority has written down. A successor that starts from it counts at least as much as was ever granted.</summary>
[GenerateSerializer, Alias("orchestrator.quota-book")]
internal sealed class QuotaState
{
    /// <summary>When it was written, in ticks of the authority's clock. A successor's clock starts no earlier.</summary>
    [Id(0)] public long At { get; set; }

    [Id(1)] public Dictionary<LimitKey, LimitMark> Limits { get; set; } = [];
}

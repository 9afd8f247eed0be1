using Orleans.Concurrency;

namespace Orchestrator.Usage;

/// <summary>The ledger of one tenant, or of the whole cluster: what was used, hour by hour and day by day. Keyed by the tenant's name or by <see cref="UsageKey.Cluster"/>.</summary>
[Alias("orchestrator.usage")]
public interface IUsageGrain : IGrainWithStringKey
{
    /// <summary>Adds what a silo saw. Answers once the store has it; the same flush again changes nothing.</summary>
    [Alias("add")]
    Task<UsageReceipt> Add(UsageFlush flush);

    /// <summary>Says what was used. Reads a bounded number of records, however many requests they sum up.</summary>
    [AlwaysInterleave, Alias("read")]
    Task<UsageReport> Read(UsageQuery query);
}

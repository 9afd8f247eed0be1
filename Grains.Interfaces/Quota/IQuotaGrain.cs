using Orleans.Concurrency;

namespace Orchestrator.Quota;

/// <summary>The authority over one tenant's limits. Keyed by tenant. What it leases to silos it has written down as used before.</summary>
[Alias("orchestrator.quota")]
public interface IQuotaGrain : IGrainWithStringKey
{
    /// <summary>Takes note of what a silo spent and gave back, and leases to it what it asks for. Safe to repeat.</summary>
    [Alias("exchange"), ResponseTimeout("00:00:03")]
    Task<LeaseAnswer> Exchange(LeaseStatement statement);

    /// <summary>What is left of each of the tenant's limits now, leases counted as used, and who holds leases. Changes nothing.</summary>
    [AlwaysInterleave, Alias("describe")]
    Task<QuotaDescription> Describe();
}

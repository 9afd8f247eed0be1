namespace Orchestrator.Usage;

/// <summary>What one key used of one model. In the cluster's ledger the key is a tenant's name.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-row")]
public sealed record UsageRow([property: Id(0)] string Key, [property: Id(1)] string Model, [property: Id(2)] UsageSums Sums);

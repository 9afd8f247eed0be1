namespace Orchestrator.Usage;

/// <summary>The names under which use is written down that are no tenant's, key's or model's: none of those may have such letters.</summary>
public static class UsageKey
{
    /// <summary>The ledger of the whole cluster. Its rows have a tenant where a tenant's have a key.</summary>
    public const string Cluster = "*";

    /// <summary>What stands for the keys and models that are beyond the most rows of a record.</summary>
    public const string Other = "(other)";
}

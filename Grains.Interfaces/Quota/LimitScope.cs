using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>Whose use a limit counts together.</summary>
[GenerateSerializer, Alias("orchestrator.quota-scope")]
public enum QuotaScope
{
    /// <summary>All of the tenant's.</summary>
    Tenant,

    /// <summary>Each key by itself.</summary>
    Key,

    /// <summary>Each model by itself.</summary>
    Model,
}

/// <summary>Whom a limit binds: all of the tenant together, or each key or model by itself, and of these only those named where any are.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.limit-scope")]
public sealed record LimitScope([property: Id(0)] QuotaScope By, [property: Id(1)] ImmutableArray<string> Only);

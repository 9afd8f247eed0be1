using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>The limits that bind a tenant, all of which have to cover a request.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.plan-terms")]
public sealed record PlanTerms
{
    /// <summary>Tells two readings of the configuration apart; 0 for none yet.</summary>
    [Id(0)] public required long Version { get; init; }

    [Id(1)] public required ImmutableArray<PlanLimit> Limits { get; init; }

    [Id(2)] public QuotaMode Mode { get; init; }

    /// <summary>The most completion tokens of a request that sets no maximum, where the plan says it.</summary>
    [Id(3)] public int? MaxTokens { get; init; }

    /// <summary>The tenant's share among tenants that wait for the same upstream; 1 is usual.</summary>
    [Id(4)] public double Weight { get; init; } = 1;
}

/// <summary>One limit of a plan: how much, and for whom.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.plan-limit")]
public sealed record PlanLimit([property: Id(0)] LimitTerms Terms, [property: Id(1)] LimitScope Scope);

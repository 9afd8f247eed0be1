using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>A tenant's quota at one moment.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.quota-description")]
public sealed record QuotaDescription(
    [property: Id(0)] ImmutableArray<QuotaLevel> Levels,
    [property: Id(1)] ImmutableArray<LeaseDescription> Leases);

/// <summary>What one holder was leased of one limit and has not, as far as is known, spent.</summary>
/// <param name="Silo">The holder's silo; empty for leases of an earlier authority whose holders have not spoken yet.</param>
/// <param name="Heard">How long ago the holder was heard.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.lease-description")]
public sealed record LeaseDescription(
    [property: Id(0)] string Silo,
    [property: Id(1)] LimitKey Limit,
    [property: Id(2)] long Held,
    [property: Id(3)] TimeSpan Heard);

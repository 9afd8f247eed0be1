using System.Collections.Immutable;

namespace Orchestrator.Tenants;

/// <summary>One order that was carried out, with what it made of a tenant or a plan.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.register-entry")]
public sealed record RegisterEntry
{
    /// <summary>1 for the first, and one more for each after it.</summary>
    [Id(0)] public required long Number { get; init; }

    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>The operator's id.</summary>
    [Id(2)] public required string By { get; init; }

    /// <summary>As in <c>tenant.create</c>.</summary>
    [Id(3)] public required string What { get; init; }

    /// <summary>The tenant, <c>tenant/key</c>, plan or target.</summary>
    [Id(4)] public required string Subject { get; init; }

    /// <summary>What was before and is now, in words and without secrets.</summary>
    [Id(5)] public string Detail { get; init; } = "";

    /// <summary>The tenant as it is from now on; null where none changed.</summary>
    [Id(6)] public TenantRecord? Tenant { get; init; }

    /// <summary>The plan as it is from now on; null where none changed.</summary>
    [Id(7)] public PlanRecord? Plan { get; init; }

    /// <summary>Whether <see cref="Tenant"/> or <see cref="Plan"/> is no more.</summary>
    [Id(8)] public bool Removed { get; init; }
}

/// <summary>Entries in order.</summary>
/// <param name="Version">Number of the newest entry there is; more are to be had where the last one here is another.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.register-news")]
public sealed record RegisterNews([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<RegisterEntry> Entries);

/// <summary>A page of the register as it is.</summary>
/// <param name="Version">Number of the newest entry that is in it.</param>
/// <param name="IsLast">Whether no tenants come after it.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.register-page")]
public sealed record RegisterPage(
    [property: Id(0)] long Version,
    [property: Id(1)] ImmutableArray<TenantRecord> Tenants,
    [property: Id(2)] ImmutableArray<PlanRecord> Plans,
    [property: Id(3)] bool IsLast);

using System.Collections.Immutable;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>What a silo does at an upstream, and what it has learnt there since its last statement that was answered.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.upstream-statement")]
public sealed record UpstreamStatement
{
    /// <summary>Most tenants that a statement names; the others are summed.</summary>
    public const int MostTenants = 256;

    /// <summary>Who speaks: one life of one silo.</summary>
    [Id(0)] public required string Silo { get; init; }

    /// <summary>Number of the last answer that the silo acts on; 0 for none.</summary>
    [Id(1)] public long Heard { get; init; }

    /// <summary>Calls that run now, of all tenants.</summary>
    [Id(2)] public int Running { get; init; }

    /// <summary>The tenants with most calls, and one without a name for all others together.</summary>
    [Id(3)] public ImmutableArray<TenantLoad> Tenants { get; init; } = [];

    /// <summary>Refusals for load (429).</summary>
    [Id(4)] public int Refusals { get; init; }

    /// <summary>The number that the latest refusal named; null where none did.</summary>
    [Id(5)] public int? NamedLimit { get; init; }

    /// <summary>First tokens that came.</summary>
    [Id(6)] public int FirstTokens { get; init; }

    /// <summary>How long they took on average.</summary>
    [Id(7)] public TimeSpan MeanFirstToken { get; init; }

    /// <summary>What the silo knows of its targets.</summary>
    [Id(8)] public ImmutableArray<TargetNews> News { get; init; } = [];

    /// <summary>Whether the silo stops and needs no share any more.</summary>
    [Id(9)] public bool Leaves { get; init; }

    /// <summary>The share that the silo acts on.</summary>
    [Id(10)] public int Share { get; init; }

    /// <summary>The limit that it heard last; 0 for none. An upstream's grain that has moved goes on from there.</summary>
    [Id(11)] public int Limit { get; init; }
}

/// <summary>What one tenant has at an upstream.</summary>
/// <param name="Turned">Calls that would run now too, had they not been refused lately for want of places.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.tenant-load")]
public readonly record struct TenantLoad([property: Id(0)] string Tenant, [property: Id(1)] double Weight, [property: Id(2)] int Running, [property: Id(3)] int Waiting, [property: Id(4)] int Turned = 0);

/// <summary>What a silo may do at an upstream, and what the others have learnt.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.upstream-answer")]
public sealed record UpstreamAnswer
{
    /// <summary>Counts the answers to the silo.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>Calls that the silo may run at once.</summary>
    [Id(1)] public required int Share { get; init; }

    /// <summary>Calls that all silos together may run at once.</summary>
    [Id(2)] public required int Limit { get; init; }

    /// <summary>How many silos share it.</summary>
    [Id(3)] public required int Silos { get; init; }

    /// <summary>How long the share lasts.</summary>
    [Id(4)] public required TimeSpan Life { get; init; }

    /// <summary>What the other silos tell of the targets.</summary>
    [Id(5)] public ImmutableArray<TargetNews> News { get; init; } = [];

    /// <summary>What an operator ordered.</summary>
    [Id(6)] public ImmutableArray<TargetOrders> Orders { get; init; } = [];
}

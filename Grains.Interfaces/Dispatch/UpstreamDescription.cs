using System.Collections.Immutable;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>How things stand at one upstream, as its silos told last.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.upstream-description")]
public sealed record UpstreamDescription
{
    /// <summary>Calls that all silos together may run at once.</summary>
    [Id(0)] public required int Limit { get; init; }

    /// <summary>Why that is so, in words.</summary>
    [Id(1)] public required string Reason { get; init; }

    [Id(2)] public ImmutableArray<SiloShare> Silos { get; init; } = [];

    /// <summary>The tenants with most calls, at most 100.</summary>
    [Id(3)] public ImmutableArray<TenantLoad> Tenants { get; init; } = [];

    [Id(4)] public ImmutableArray<TargetNews> News { get; init; } = [];

    [Id(5)] public ImmutableArray<TargetOrders> Orders { get; init; } = [];

    /// <summary>Where it is: host, colon and port; empty where it is no longer configured.</summary>
    [Id(6)] public string Address { get; init; } = "";
}

/// <summary>One silo's part of an upstream.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.silo-share")]
public readonly record struct SiloShare([property: Id(0)] string Silo, [property: Id(1)] int Share, [property: Id(2)] int Running, [property: Id(3)] int Waiting);

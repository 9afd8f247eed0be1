using System.Collections.Immutable;

namespace Orchestrator.Tenants;

/// <summary>What the register keeps of a tenant: one that was made here, or what was changed of a configured one.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.tenant-record")]
public sealed record TenantRecord
{
    /// <summary>Most keys of a tenant that are not revoked.</summary>
    public const int MostKeys = 32;

    /// <summary>Longest name, in characters.</summary>
    public const int LongestName = 128;

    [Id(0)] public required string Id { get; init; }

    /// <summary>A name for people; may be empty.</summary>
    [Id(1)] public string Name { get; init; } = "";

    /// <summary>The name of its plan; empty for a configured tenant that keeps the configured one.</summary>
    [Id(2)] public string Plan { get; init; } = "";

    /// <summary>Whether its calls are refused.</summary>
    [Id(3)] public bool Paused { get; init; }

    /// <summary>Whether configuration names it too; then it cannot be deleted here.</summary>
    [Id(4)] public bool IsConfigured { get; init; }

    [Id(5)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Number of the entry that changed it last.</summary>
    [Id(6)] public long Version { get; init; }

    /// <summary>Its keys that were made here, revoked ones among them as long as there is room.</summary>
    [Id(7)] public ImmutableArray<KeyRecord> Keys { get; init; } = [];
}

/// <summary>What the register keeps of a key: never the key.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.key-record")]
public sealed record KeyRecord
{
    /// <summary>Most models that a key may be bound to.</summary>
    public const int MostModels = 64;

    /// <summary>1 to 32 of a-z and 0-9, unique over all tenants.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits.</summary>
    [Id(1)] public required string Hash { get; init; }

    /// <summary>A name for people; may be empty.</summary>
    [Id(2)] public string Name { get; init; } = "";

    [Id(3)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops to open the door; null for never.</summary>
    [Id(4)] public DateTimeOffset? ExpiresAt { get; init; }

    [Id(5)] public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The models that it may ask for; empty for all.</summary>
    [Id(6)] public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>The endpoints that it may call, among <see cref="KeyEndpoints.All"/>; empty for all.</summary>
    [Id(7)] public ImmutableArray<string> Endpoints { get; init; } = [];
}

/// <summary>The endpoints that a key can be bound to.</summary>
public static class KeyEndpoints
{
    /// <summary>Their names: what comes after <c>/v1/</c>.</summary>
    public static ImmutableArray<string> All { get; } = ["chat", "responses", "conversations", "models", "usage"];
}

/// <summary>A plan that was made while the cluster runs.</summary>
/// <param name="Settings">As they would stand in configuration below the plan's name: <c>Mode</c>, <c>Limits:0:Name</c>.</param>
/// <param name="Version">Number of the entry that changed it last.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.plan-record")]
public sealed record PlanRecord(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableSortedDictionary<string, string> Settings,
    [property: Id(2)] long Version);

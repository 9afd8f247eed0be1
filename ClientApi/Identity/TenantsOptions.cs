namespace Orchestrator.Identity;

/// <summary>The tenants as configured: <c>Tenants:{tenant}:Keys:{key id}</c> is the hash of a key, or says <c>Hash</c> and what it is bound to.</summary>
public sealed class TenantsOptions
{
    public const string Section = "Tenants";

    public Dictionary<string, TenantOptions> Tenants { get; } = new(StringComparer.Ordinal);
}

/// <summary>What the door needs to know of a tenant.</summary>
public sealed class TenantOptions
{
    /// <summary>Whether its calls are refused: <c>true</c> or <c>false</c>. Default: false.</summary>
    public string? Paused { get; init; }

    /// <summary>The keys by their ids. Default: none, so the tenant cannot call.</summary>
    public Dictionary<string, KeyOptions> Keys { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A key, as text is given; what it means is checked when the ring is made.</summary>
public sealed class KeyOptions
{
    /// <summary><c>sha256:</c> and 64 hexadecimal digits: the SHA-256 of the whole key text.</summary>
    public string? Hash { get; init; }

    /// <summary>When it stops to open the door, in ISO 8601 with an offset. Default: never.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>The models it may ask for, separated by commas, 64 at most. Default: all.</summary>
    public string? Models { get; init; }

    /// <summary>The endpoints it may call, separated by commas: chat, responses, conversations, models, usage. Default: all.</summary>
    public string? Endpoints { get; init; }

    /// <summary>Set by the register, not by people.</summary>
    public bool Registered { get; init; }

    public static implicit operator KeyOptions(string? hash) => new() { Hash = hash };
}

namespace Orchestrator.Identity;

/// <summary>The tenants as configured: <c>Tenants:{tenant}:Keys:{key id}</c> is the hash of a key.</summary>
public sealed class TenantsOptions
{
    public const string Section = "Tenants";

    public Dictionary<string, TenantOptions> Tenants { get; } = new(StringComparer.Ordinal);
}

/// <summary>What the door needs to know of a tenant.</summary>
public sealed class TenantOptions
{
    /// <summary>Hashes of the keys by key id, each <c>sha256:</c> and 64 hexadecimal digits. Default: none, so the tenant cannot call.</summary>
    public Dictionary<string, string?> Keys { get; init; } = new(StringComparer.Ordinal);
}

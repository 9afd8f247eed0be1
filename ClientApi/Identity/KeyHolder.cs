using System.Collections.Immutable;

namespace Orchestrator.Identity;

/// <summary>Whose key it is, the key's id, and what it may.</summary>
/// <param name="IsPaused">Whether the tenant's calls are refused.</param>
/// <param name="ExpiresAt">When it stops to open the door.</param>
/// <param name="IsRegistered">Whether it is kept in the register, and good only while that is heard.</param>
internal sealed record KeyHolder(TenantId Tenant, string Key, KeyScope Scope, bool IsPaused = false, DateTimeOffset? ExpiresAt = null, bool IsRegistered = false);

/// <summary>What a key is bound to; empty for everything.</summary>
internal sealed record KeyScope(ImmutableArray<string> Models, ImmutableArray<string> Endpoints)
{
    public static KeyScope Everything { get; } = new([], []);

    public bool Allows(ModelName model) => Models.IsEmpty || Models.Contains(model.Value, StringComparer.Ordinal);

    public bool AllowsEndpoint(string endpoint) => Endpoints.IsEmpty || Endpoints.Contains(endpoint, StringComparer.Ordinal);
}

namespace Orchestrator.Identity;

/// <summary>Whose key it is, and the key's id.</summary>
internal readonly record struct KeyHolder(TenantId Tenant, string Key);

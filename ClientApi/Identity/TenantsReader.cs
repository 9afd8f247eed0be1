using Orchestrator.Tenants;

namespace Orchestrator.Identity;

/// <summary>Reads what the door needs to know of tenants. A key is a hash alone, or a section that says more.</summary>
internal static class TenantsReader
{
    public static void Read(IConfiguration tenants, TenantsOptions options)
    {
        foreach (var tenant in tenants.GetChildren())
        {
            options.Tenants[tenant.Key] = new TenantOptions
            {
                Paused = tenant["Paused"],
                Keys = tenant.GetSection("Keys").GetChildren().ToDictionary(key => key.Key, ReadKey, StringComparer.Ordinal),
            };
        }
    }

    private static KeyOptions ReadKey(IConfigurationSection key) => new()
    {
        Hash = key.Value ?? key["Hash"],
        ExpiresAt = key["ExpiresAt"],
        Models = key["Models"],
        Endpoints = key["Endpoints"],
        Registered = key[RegisterMark.Name] is not null,
    };
}

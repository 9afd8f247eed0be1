using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Tenants;

/// <summary>Opens the Tenants room on a silo.</summary>
public static class TenantsHosting
{
    /// <summary>Adds the register, with options from the section <c>Register</c>. The silo brings the default grain storage, the quota room the rules of plans.</summary>
    public static IServiceCollection AddTenants(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TenantRegisterOptions>().Bind(configuration.GetSection("Register")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TenantRegisterOptions>, TenantRegisterOptionsValidator>();
        services.AddSingleton<RegisterStore>();
        services.AddSingleton<IConfiguredNames>(provider => ActivatorUtilities.CreateInstance<ConfiguredNames>(provider, configuration));
        return services;
    }
}

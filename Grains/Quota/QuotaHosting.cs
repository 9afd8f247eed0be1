using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Brings the quota room into a silo.</summary>
public static class QuotaHosting
{
    /// <summary>Reads plans, tenants and models from the configuration's root. The silo brings the default grain storage, which must never forget.</summary>
    public static IServiceCollection AddQuota(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<QuotaOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<QuotaOptions>>(new QuotaSettings(configuration)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOptionsChangeTokenSource<QuotaOptions>>(new ConfigurationChangeTokenSource<QuotaOptions>(configuration)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QuotaOptions>, QuotaOptionsValidator>());
        services.TryAddSingleton<QuotaPlans>();
        services.TryAddSingleton(_ => new PlanCheck(configuration));
        services.TryAddSingleton<DemandPlanner>();
        services.TryAddSingleton<QuotaDesks>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}

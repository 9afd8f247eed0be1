using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;

namespace Orchestrator.Usage;

/// <summary>Opens the Usage room on a silo.</summary>
public static class UsageHosting
{
    /// <summary>Adds the ledgers, with options from the section <c>Usage</c>. The silo brings the default grain storage.</summary>
    public static IServiceCollection AddUsage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UsageOptions>().Bind(configuration.GetSection(UsageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UsageOptions>, UsageOptionsValidator>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<UsageDesk>();
        services.AddSingleton<IRequestWitness>(provider => provider.GetRequiredService<UsageDesk>());
        return services;
    }
}

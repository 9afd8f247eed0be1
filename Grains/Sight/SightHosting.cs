using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>Opens the Sight room on a silo.</summary>
public static class SightHosting
{
    /// <summary>Adds what can be seen of the last requests, with options from the section <c>Sight</c>.</summary>
    public static IServiceCollection AddSight(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SightOptions>().Bind(configuration.GetSection(SightOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SightOptions>, SightOptionsValidator>();
        services.AddSingleton<SightBoard>();
        services.AddSingleton<IRequestWitness>(provider => provider.GetRequiredService<SightBoard>());
        services.AddSingleton<UpstreamWatch>();
        services.AddSingleton<SilosInSight>();
        services.AddGrainService<SiloSightService>();
        return services;
    }
}

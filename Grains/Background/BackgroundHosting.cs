using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Background;

/// <summary>Opens the Background room on a silo.</summary>
public static class BackgroundHosting
{
    /// <summary>Adds what background answers need, with options from the section <c>Background</c>. The silo brings the default grain storage and the reminders.</summary>
    public static IServiceCollection AddBackground(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackgroundOptions>().Bind(configuration.GetSection(BackgroundOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BackgroundOptions>, BackgroundOptionsValidator>();
        services.AddSingleton<BackgroundStore>();
        services.AddSingleton<BackgroundRuns>();
        return services;
    }
}

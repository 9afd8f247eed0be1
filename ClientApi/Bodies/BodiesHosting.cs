using Microsoft.Extensions.Options;

namespace Orchestrator.Bodies;

/// <summary>Adds the limits of requests.</summary>
internal static class BodiesHosting
{
    public static IServiceCollection AddBodies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RequestLimits>().Bind(configuration.GetSection(RequestLimits.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RequestLimits>, RequestLimitsValidator>();
        return services;
    }
}

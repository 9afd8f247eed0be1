using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Orchestrator.Health;

/// <summary>Says whether the process lives, and whether it can serve. A host adds its own checks with the tag <see cref="Ready"/>.</summary>
public static class HealthHosting
{
    /// <summary>The tag of checks that must pass before calls are sent here.</summary>
    public const string Ready = "ready";

    internal static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks();
        return services;
    }

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
    }
}

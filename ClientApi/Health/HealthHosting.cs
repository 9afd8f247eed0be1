using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = Write });
    }

    /// <summary>The status, and a line for each check that is not healthy: <c>name: why</c>.</summary>
    internal static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => $"{entry.Key}: {Reason(entry.Value)}");
        return context.Response.WriteAsync(string.Join('\n', reasons.Prepend(report.Status.ToString())));
    }

    // Whoever asks shows no key. A check that threw is described by its exception's message, which may hold an address or worse.
    private static string Reason(HealthReportEntry entry) => entry.Exception is null ? entry.Description ?? entry.Status.ToString() : "The check failed, the log says why.";
}

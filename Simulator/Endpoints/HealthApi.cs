namespace Orchestrator.Simulator;

/// <summary>Says that the simulator runs, even while it pretends that the provider does not.</summary>
internal static class HealthApi
{
    public static void MapHealth(this WebApplication application)
    {
        application.MapGet("/health/live", Healthy);
        application.MapGet("/health/ready", Healthy);
    }

    private static Task Healthy(HttpContext context) => context.Response.WriteAsync("Healthy", context.RequestAborted);
}

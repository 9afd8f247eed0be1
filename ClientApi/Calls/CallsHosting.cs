namespace Orchestrator.Calls;

/// <summary>Adds the way into the hall.</summary>
internal static class CallsHosting
{
    public static IServiceCollection AddCalls(this IServiceCollection services) => services.AddSingleton<Hall>();
}

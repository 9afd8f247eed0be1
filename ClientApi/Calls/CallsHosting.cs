namespace Orchestrator.Calls;

/// <summary>Adds the way into the hall.</summary>
internal static class CallsHosting
{
    public static IServiceCollection AddCalls(this IServiceCollection services) => services.AddSingleton<Hall>();

    /// <summary>For a process that is not a silo: keeps in touch with the silos that run its requests.</summary>
    public static IServiceCollection AddDoor(this IServiceCollection services) => services.AddSingleton<Door>();
}

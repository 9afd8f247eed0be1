using Orchestrator.Identity;

namespace Orchestrator.Usage;

/// <summary>Adds the tenants' view of the ledger and maps it.</summary>
internal static class UsageHosting
{
    public static IServiceCollection AddUsage(this IServiceCollection services) => services.AddSingleton<UsageApi>();

    public static void MapUsage(this IEndpointRouteBuilder routes) =>
        routes.MapCaller(HttpMethods.Get, "/v1/usage", routes.ServiceProvider.GetRequiredService<UsageApi>().Read);
}

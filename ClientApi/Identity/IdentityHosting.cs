using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Identity;

/// <summary>Adds the keys, and maps endpoints that only their holders reach.</summary>
internal static class IdentityHosting
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(TenantsOptions.Section);
        services.AddOptions<TenantsOptions>().Configure(options => TenantsReader.Read(section, options));
        services.AddSingleton<IOptionsChangeTokenSource<TenantsOptions>>(
            new ConfigurationChangeTokenSource<TenantsOptions>(section));
        services.AddSingleton<LiveKeyRing>();
        services.TryAddSingleton<IKeyNews, NoKeyNews>();
        services.AddSingleton<FrontDoor>();
        return services;
    }

    public static void MapCaller(this IEndpointRouteBuilder routes, string method, string pattern, CallerHandler handler) =>
        routes.MapCallers(pattern, (method, handler));

    /// <summary>Maps several verbs of one path.</summary>
    public static void MapCallers(this IEndpointRouteBuilder routes, string pattern, params (string Method, CallerHandler Handler)[] verbs) =>
        routes.Map(pattern, routes.ServiceProvider.GetRequiredService<FrontDoor>().Admit(EndpointOf(pattern), verbs));

    /// <summary>The endpoint by which keys are bound: the first word of the path after the version.</summary>
    private static string EndpointOf(string pattern)
    {
        var words = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return words[0] == "v1" ? words[1] : words[0];
    }
}

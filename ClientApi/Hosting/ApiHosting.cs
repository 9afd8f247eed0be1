using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator.Admin;
using Orchestrator.Bodies;
using Orchestrator.Calls;
using Orchestrator.Chat;
using Orchestrator.Conversations;
using Orchestrator.Dashboard;
using Orchestrator.Health;
using Orchestrator.Identity;
using Orchestrator.Models;
using Orchestrator.Operators;
using Orchestrator.Responses;
using Orchestrator.Streaming;
using Orchestrator.Usage;

namespace Orchestrator.Hosting;

/// <summary>The public API for any host that has an <see cref="IGrainFactory"/>: the client process, or a silo itself.</summary>
public static class ApiHosting
{
    /// <summary>Adds the API's rooms, and holds Kestrel to its limits.</summary>
    public static IServiceCollection AddOrchestratorApi(this IServiceCollection services, IConfiguration configuration)
    {
        // Schemas bring patterns of their clients' making: none may hold a core for longer than this.
        AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromMilliseconds(200));
        services.TryAddSingleton(TimeProvider.System);
        services.AddRouting();
        return services
            .AddConnectionLimits(configuration)
            .AddHealth()
            .AddIdentity(configuration)
            .AddOperators(configuration)
            .AddBodies(configuration)
            .AddStreaming(configuration)
            .AddCalls()
            .AddModels(configuration)
            .AddChat()
            .AddResponses(configuration)
            .AddConversations()
            .AddUsage()
            .AddAdmin()
            .AddDashboard();
    }

    /// <summary>Maps the API. Configured keys are read here, so that a wrong one stops the start.</summary>
    public static WebApplication MapOrchestratorApi(this WebApplication routes)
    {
        routes.UseWebSockets();
        routes.UseAdmin();
        routes.UseOperators();
        routes.MapHealth();
        routes.MapDashboard();
        OrleansDashboardHosting.MapOrleansDashboard(routes);
        routes.MapModels();
        routes.MapChat();
        routes.MapResponses();
        routes.MapConversations();
        routes.MapUsage();
        routes.MapAdmin();
        routes.MapFallback("{*path}", FrontDoor.RefusePath);
        return routes;
    }

    private static IServiceCollection AddConnectionLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConnectionLimits>().Bind(configuration.GetSection(ConnectionLimits.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConnectionLimits>, ConnectionLimitsValidator>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        return services;
    }
}

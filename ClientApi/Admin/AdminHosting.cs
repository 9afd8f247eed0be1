using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.GrainStates;
using Orchestrator.Operators;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Adds the admin API and maps it: what the pages do, for programs.</summary>
internal static class AdminHosting
{
    /// <summary>Where it is served.</summary>
    public const string Root = "/admin/v1";

    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        });
        services.AddOpenApi(AdminDocument.Name, AdminDocument.Configure);
        return services
            .AddSingleton<AdminPaths>()
            .AddSingleton<ClusterApi>()
            .AddSingleton<UpstreamsApi>()
            .AddSingleton<SightingsApi>()
            .AddSingleton<GrainLook>()
            .AddSingleton<GrainsApi>()
            .AddSingleton<ContentApi>()
            .AddSingleton<TryApi>()
            .AddSingleton<QuotaApi>()
            .AddSingleton<LedgerApi>()
            .AddSingleton<ConversationsAdmin>()
            .AddSingleton<RequestsApi>()
            .AddSingleton<TenantsAdmin>()
            .AddSingleton<KeysAdmin>()
            .AddSingleton<PlansAdmin>()
            .AddSingleton<AuditApi>();
    }

    /// <summary>Before the endpoints, so that nothing goes wrong unanswered.</summary>
    public static void UseAdmin(this WebApplication routes) => routes.UseMiddleware<AdminErrors>();

    public static void MapAdmin(this WebApplication routes)
    {
        var paths = routes.Services.GetRequiredService<AdminPaths>();
        var root = routes.MapGroup(Root);
        var look = root.MapAdminGroup(OperatorPolicies.Read);
        var change = root.MapAdminGroup(OperatorPolicies.Change, routes.Services.GetService<TenantDesk>());
        routes.Services.GetRequiredService<ClusterApi>().Map(look);
        routes.Services.GetRequiredService<UpstreamsApi>().Map(look, change);
        routes.Services.GetRequiredService<SightingsApi>().Map(look);
        routes.Services.GetRequiredService<GrainsApi>().Map(look);
        routes.Services.GetRequiredService<QuotaApi>().Map(look);
        routes.Services.GetRequiredService<LedgerApi>().Map(look);
        routes.Services.GetRequiredService<ConversationsAdmin>().Map(look, change);
        routes.Services.GetRequiredService<RequestsApi>().Map(look);
        // Where no register is followed there is nothing to change.
        if (routes.Services.GetService<TenantDesk>() is not null)
        {
            routes.Services.GetRequiredService<ContentApi>().Map(change);
            routes.Services.GetRequiredService<TryApi>().Map(change);
            routes.Services.GetRequiredService<TenantsAdmin>().Map(look, change);
            routes.Services.GetRequiredService<KeysAdmin>().Map(look, change);
            routes.Services.GetRequiredService<PlansAdmin>().Map(look, change);
            routes.Services.GetRequiredService<AuditApi>().Map(look);
        }

        look.Map("{*path}", (Func<HttpContext, ProblemHttpResult>)paths.Refuse).ExcludeFromDescription();
        routes.MapReference();
    }

    private static RouteGroupBuilder MapAdminGroup(this RouteGroupBuilder root, string policy, TenantDesk? desk = null)
    {
        var group = root.MapGroup("").RequireOperator(policy);
        group.AddEndpointFilter<RouteGroupBuilder, QueryCheck>();
        if (policy == OperatorPolicies.Change) group.AddEndpointFilter(new AuditFilter(desk));
        return group;
    }
}

using MudBlazor.Services;
using Orchestrator.Upstreams;

namespace Orchestrator.Dashboard;

/// <summary>Adds the pages, and maps them behind a login.</summary>
internal static class DashboardHosting
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddAuthorizationBuilder().AddPolicy(LoginApi.Policy, policy => policy.AddAuthenticationSchemes(LoginApi.Scheme).RequireAuthenticatedUser());
        return services
            .AddSingleton<Glances>()
            .AddSingleton<TargetsInConfiguration>()
            .AddScoped<Permission>()
            .AddScoped<Orders>()
            .AddSingleton<LoginApi>();
    }

    public static void MapDashboard(this WebApplication routes)
    {
        routes.UseAntiforgery();
        var login = routes.Services.GetRequiredService<LoginApi>();
        routes.MapGet("/dashboard/login", (Delegate)LoginApi.Show);
        routes.MapPost("/dashboard/login", (Delegate)login.Enter).DisableAntiforgery();
        routes.MapPost("/dashboard/logout", (Delegate)LoginApi.Leave).DisableAntiforgery();
        routes.MapStaticAssets().RequireAuthorization(LoginApi.Policy);
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization(LoginApi.Policy);
    }
}

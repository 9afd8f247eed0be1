using MudBlazor.Services;

namespace Orchestrator.Dashboard;

/// <summary>Adds the pages, and maps them behind a login.</summary>
internal static class DashboardHosting
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddAuthentication().AddCookie(LoginApi.Scheme, session =>
        {
            session.LoginPath = "/dashboard/login";
            session.Cookie.Name = "orchestrator";
            session.Cookie.HttpOnly = true;
            session.Cookie.SameSite = SameSiteMode.Strict;
            session.ExpireTimeSpan = TimeSpan.FromHours(12);
            session.SlidingExpiration = true;
        });
        services.AddAuthorizationBuilder().AddPolicy(LoginApi.Policy, policy => policy.AddAuthenticationSchemes(LoginApi.Scheme).RequireAuthenticatedUser());
        return services
            .AddSingleton<Glances>()
            .AddSingleton<TargetsInConfiguration>()
            .AddSingleton<TenantsInConfiguration>()
            .AddSingleton<IOperators, ConfiguredOperators>()
            .AddSingleton<LoginApi>();
    }

    public static void MapDashboard(this WebApplication routes)
    {
        routes.UseAuthentication();
        routes.UseAuthorization();
        routes.UseAntiforgery();
        var login = routes.Services.GetRequiredService<LoginApi>();
        routes.MapGet("/dashboard/login", (Delegate)LoginApi.Show);
        routes.MapPost("/dashboard/login", (Delegate)login.Enter).DisableAntiforgery();
        routes.MapPost("/dashboard/logout", (Delegate)LoginApi.Leave).DisableAntiforgery();
        routes.MapStaticAssets().RequireAuthorization(LoginApi.Policy);
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization(LoginApi.Policy);
    }
}

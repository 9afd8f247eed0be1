using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Orchestrator.Operators;

/// <summary>Adds the operators, the ways in which they show who they are, and what endpoints may demand of them.</summary>
internal static class OperatorsHosting
{
    public static IServiceCollection AddOperators(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IOperators, ConfiguredOperators>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, OperatorRefusals>();
        var authentication = services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(OperatorSchemes.Key, _ => { })
            .AddCookie(OperatorSchemes.Session, session =>
            {
                session.LoginPath = "/dashboard/login";
                session.AccessDeniedPath = "/dashboard/login";
                session.Cookie.Name = "orchestrator";
                session.Cookie.HttpOnly = true;
                session.Cookie.SameSite = SameSiteMode.Strict;
                session.ExpireTimeSpan = TimeSpan.FromHours(12);
                session.SlidingExpiration = true;
                session.Events.OnValidatePrincipal = async context =>
                {
                    var operators = context.HttpContext.RequestServices.GetRequiredService<IOperators>();
                    if (context.Principal is { } user && OperatorClaims.AreInForce(user, operators)) return;
                    context.RejectPrincipal();
                    await context.HttpContext.SignOutAsync(OperatorSchemes.Session);
                };
            });
        string[] bearers = configuration.HasOidc() ? [OperatorSchemes.Key, OperatorSchemes.Token] : [OperatorSchemes.Key];
        if (bearers.Contains(OperatorSchemes.Token)) authentication.AddOidc(configuration);
        services.AddAuthorizationBuilder()
            // The session is the last: where a page is refused its login has the last word.
            .AddPolicy(OperatorPolicies.Read, policy => policy
                .AddAuthenticationSchemes([.. bearers, OperatorSchemes.Session])
                .RequireRole(OperatorRoles.Admin, OperatorRoles.Reader))
            .AddPolicy(OperatorPolicies.Change, policy => policy
                .AddAuthenticationSchemes(bearers)
                .RequireRole(OperatorRoles.Admin));
        return services;
    }

    /// <summary>Maps nothing, but reads the configured operators, so that a wrong one stops the start.</summary>
    public static void UseOperators(this WebApplication routes)
    {
        routes.Services.GetRequiredService<IOperators>();
        routes.UseAuthentication();
        routes.UseAuthorization();
    }

    /// <summary>Lets only operators in, and tells others so as a problem.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder endpoints, string policy) where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(policy).WithMetadata(new ProblemsMetadata());
}

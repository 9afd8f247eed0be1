using Microsoft.AspNetCore.Authorization;
using Orchestrator.Operators;
using Scalar.AspNetCore;

namespace Orchestrator.Admin;

/// <summary>The page to read the document on and to try it. All of it comes from here: what the page would fetch from elsewhere its browser does not let it.</summary>
internal static class AdminReference
{
    private const string Address = "/admin/reference";
    private const string Document = "/openapi/{documentName}.json";

    // Styles and the script that starts the page stand in the page itself.
    private const string OnlyFromHere =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    public static void MapReference(this WebApplication routes)
    {
        routes.MapOpenApi(Document).RequireOperator(OperatorPolicies.Read);
        var page = routes.MapGroup("").RequireAuthorization(OperatorPolicies.Read);
        page.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = OnlyFromHere;
            return await next(context);
        });
        // The page's script and icon come with the word that anybody may have them.
        ((IEndpointConventionBuilder)page).Finally(endpoint =>
        {
            foreach (var open in endpoint.Metadata.OfType<IAllowAnonymous>().ToList()) endpoint.Metadata.Remove(open);
        });
        page.MapScalarApiReference(Address, page =>
        {
            page.Title = "Orchestrator admin API";
            page.OpenApiRoutePattern = Document;
            page.DefaultFonts = false;
            page.Telemetry = false;
            page.HideClientButton = true;
            page.DynamicBaseServerUrl = true;
            page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            page.DisableAgent();
            page.DisableMcp();
        });
    }
}

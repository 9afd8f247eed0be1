using Microsoft.AspNetCore.Authentication;
using Orchestrator.Operators;

namespace Orchestrator.Dashboard;

/// <summary>Lets operators in and out. A session is a cookie that no script reads and no other site sends.</summary>
internal sealed class LoginApi(IOperators operators)
{
    /// <summary>The scheme of the pages' sessions.</summary>
    public const string Scheme = OperatorSchemes.Session;

    /// <summary>What the pages demand: a session.</summary>
    public const string Policy = "dashboard";

    /// <summary>The role of those who may change what is there.</summary>
    public const string Admin = OperatorRoles.Admin;

    private const string Home = "/dashboard";
    private const int LongestForm = 4_096;

    private static readonly string[] s_pages = [Home, "/admin/reference"];

    public static IResult Show(HttpContext context) => Page(null, Within(context.Request.Query["ReturnUrl"]), StatusCodes.Status200OK);

    public async Task<IResult> Enter(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > LongestForm)
            return Page("Expected the form of this page.", Home, StatusCodes.Status400BadRequest);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnTo = Within(form["return"]);
        if (operators.Find(form["key"].ToString().Trim()) is not { } found)
            return Page("This is no admin key. Tenants' keys do not open these pages.", returnTo, StatusCodes.Status401Unauthorized);

        await context.SignInAsync(Scheme, OperatorClaims.Of(found, Scheme));
        return Results.LocalRedirect(returnTo);
    }

    public static async Task<IResult> Leave(HttpContext context)
    {
        await context.SignOutAsync(Scheme);
        return Results.LocalRedirect("/dashboard/login");
    }

    /// <summary>Where to go on: only within the pages, and to the one that explains the admin API.</summary>
    private static string Within(string? address) =>
        address is not null && s_pages.Any(page => address == page || address.StartsWith(page + "/", StringComparison.Ordinal)) ? address : Home;

    private static IResult Page(string? problem, string returnTo, int status) => Results.Content(LoginPage.Write(problem, returnTo), "text/html; charset=utf-8", statusCode: status);
}

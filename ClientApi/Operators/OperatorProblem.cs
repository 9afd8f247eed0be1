using Microsoft.AspNetCore.Mvc;

namespace Orchestrator.Operators;

/// <summary>Marks an endpoint whose errors are problem+json, those of authentication too.</summary>
internal sealed class ProblemsMetadata;

/// <summary>What an operator is told who may not do what was asked.</summary>
internal static class OperatorProblem
{
    public static Task Unauthorized(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Write(context, StatusCodes.Status401Unauthorized, "Unauthorized", "No operator's credential was given that counts here. Expected the header 'Authorization: Bearer ora_<id>_<secret>'.");
    }

    public static Task Forbidden(HttpContext context) =>
        Write(context, StatusCodes.Status403Forbidden, "Forbidden", context.User.IsInRole(OperatorRoles.Reader)
            ? "This operator may look and not change anything: the role 'admin' is needed."
            : "This account has neither of the roles 'admin' and 'reader' here.");

    private static Task Write(HttpContext context, int status, string title, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Problem(new ProblemDetails { Status = status, Title = title, Detail = detail, Instance = context.Request.Path }).ExecuteAsync(context);
    }
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Orchestrator.Operators;

/// <summary>Refuses as a problem where programs call, and by way of the login where people look.</summary>
internal sealed class OperatorRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || context.GetEndpoint()?.Metadata.GetMetadata<ProblemsMetadata>() is null)
            return _otherwise.HandleAsync(next, context, policy, authorizeResult);
        return authorizeResult.Forbidden ? OperatorProblem.Forbidden(context) : OperatorProblem.Unauthorized(context);
    }
}

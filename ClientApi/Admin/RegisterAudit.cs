using System.Globalization;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Marks an endpoint whose change is an entry of the log by itself.</summary>
internal sealed class RegisterAudit
{
    private RegisterAudit() { }

    public static RegisterAudit ByItself { get; } = new();
}

/// <summary>Puts every change that operators make through this API on record before it is made; where it is refused afterwards, that too.</summary>
internal sealed class AuditFilter(TenantDesk? desk) : IEndpointFilter
{
    private const int LongestSubject = 512;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (desk is null || http.GetEndpoint()?.Metadata.GetMetadata<RegisterAudit>() is not null) return await next(context);
        var call = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";
        var subject = call.Length <= LongestSubject ? call : call[..LongestSubject];
        if ((await desk.Note(http.Operator(), "admin.call", subject)).ProblemOf() is { } unwritten) return unwritten;
        var result = await next(context);
        if (StatusOf(result) is >= StatusCodes.Status400BadRequest and var status) await desk.Note(http.Operator(), "admin.refused", subject, status.ToString(CultureInfo.InvariantCulture));
        return result;
    }

    // Endpoints here answer with one of several results, of which each has its status.
    private static int StatusOf(object? result) => result switch
    {
        INestedHttpResult nested => StatusOf(nested.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        _ => StatusCodes.Status200OK,
    };
}

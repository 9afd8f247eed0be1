using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Marks an endpoint whose change is an entry of the log by itself.</summary>
internal sealed class RegisterAudit
{
    private RegisterAudit() { }

    public static RegisterAudit ByItself { get; } = new();
}

/// <summary>Puts every change that operators make through this API on record, once it was made.</summary>
internal sealed class AuditFilter(TenantDesk? desk) : IEndpointFilter
{
    private const int LongestSubject = 512;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        if (desk is null || http.GetEndpoint()?.Metadata.GetMetadata<RegisterAudit>() is not null || StatusOf(result) >= StatusCodes.Status400BadRequest) return result;
        var subject = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";
        await desk.Note(http.Operator(), "admin.call", subject.Length <= LongestSubject ? subject : subject[..LongestSubject]);
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

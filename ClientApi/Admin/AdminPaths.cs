using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Template;

namespace Orchestrator.Admin;

/// <summary>Answers below <c>/admin/v1</c> where nothing is served, and where something is but not by that method.</summary>
internal sealed class AdminPaths(EndpointDataSource endpoints)
{
    private readonly Lazy<List<(TemplateMatcher Path, IReadOnlyList<string> Methods)>> _served = new(() =>
        [.. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } text && text.StartsWith(AdminHosting.Root, StringComparison.Ordinal))
            .Select(endpoint => (Endpoint: endpoint, Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods))
            .Where(served => served.Methods is { Count: > 0 })
            .Select(served => (new TemplateMatcher(TemplateParser.Parse(served.Endpoint.RoutePattern.RawText!), []), served.Methods!))]);

    public ProblemHttpResult Refuse(HttpContext context)
    {
        var path = context.Request.Path;
        var allowed = _served.Value.Where(served => served.Path.TryMatch(path, [])).SelectMany(served => served.Methods).Distinct().Order(StringComparer.Ordinal).ToList();
        if (allowed.Count == 0) return AdminProblem.NotFound($"Nothing is served at {path}.");
        context.Response.Headers.Allow = string.Join(", ", allowed);
        return AdminProblem.Of(StatusCodes.Status405MethodNotAllowed, $"{path} takes {string.Join(", ", allowed)}, not {context.Request.Method}.");
    }
}

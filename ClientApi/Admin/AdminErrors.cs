using Orchestrator.Outcomes;

namespace Orchestrator.Admin;

/// <summary>Answers as problem+json for whatever goes wrong below <c>/admin</c> and was not answered for.</summary>
internal sealed partial class AdminErrors(RequestDelegate next, ILogger<AdminErrors> logger)
{
    public Task Invoke(HttpContext context) => context.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal) ? Watch(context) : next(context);

    private async Task Watch(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(context);
            // The framework refuses some bodies and media types with a bare status.
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } bare)
                await AdminProblem.Of(bare.StatusCode, "The request is not as it was expected.").ExecuteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody is left to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            if (exception is BadHttpRequestException bad)
            {
                await AdminProblem.Of(bad.StatusCode, "The request did not arrive as it was expected.").ExecuteAsync(context);
                return;
            }

            if (BrokenCalls.IsOutage(exception)) LogOutage(context.Request.Method, context.Request.Path, exception);
            else LogUnexpected(context.Request.Method, context.Request.Path, exception);
            await AdminProblem.Write(context, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Admin call {Method} {Path} failed inside the cluster")]
    private partial void LogOutage(string method, PathString path, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Admin call {Method} {Path} failed unexpectedly")]
    private partial void LogUnexpected(string method, PathString path, Exception exception);
}

using Orchestrator.Outcomes;

namespace Orchestrator.Identity;

/// <summary>Lets callers in by their key, gives each call its request id, and answers for whatever goes wrong behind it.</summary>
internal sealed partial class FrontDoor(KeyCheck keys, ILogger<FrontDoor> logger)
{
    /// <summary>Answers calls of these verbs; others are told which they are.</summary>
    /// <param name="endpoint">What keys may be bound to.</param>
    public RequestDelegate Admit(string endpoint, params (string Method, CallerHandler Handler)[] verbs)
    {
        var allowed = string.Join(", ", verbs.Select(verb => verb.Method));
        return async context =>
        {
            var request = NameCall(context);
            var handler = Array.Find(verbs, verb => string.Equals(context.Request.Method, verb.Method, StringComparison.OrdinalIgnoreCase)).Handler;
            if (handler is null)
            {
                await RefuseVerb(context, allowed);
                return;
            }

            var (holder, error) = await keys.Check(context, endpoint);
            if (holder is null) await RefuseKey(context, error!);
            else await Answer(context, new Caller(holder.Tenant, holder.Key, request, holder.Scope), handler);
        };
    }

    /// <summary>Answers for a tenant whose key nobody showed: for those who were let in by another door.</summary>
    public Task ServeAs(HttpContext context, TenantId tenant, CallerHandler handler) => Answer(context, new Caller(tenant, "", NameCall(context), KeyScope.Everything), handler);

    /// <summary>Answers where nothing is served.</summary>
    public static Task RefusePath(HttpContext context)
    {
        NameCall(context);
        return new ApiError(StatusCodes.Status404NotFound, ApiError.InvalidRequest, "unknown_url",
            $"Nothing is served at {context.Request.Method} {context.Request.Path}.").Write(context.Response);
    }

    private static RequestId NameCall(HttpContext context)
    {
        var request = RequestId.Create();
        context.Response.Headers["x-request-id"] = request.ToString();
        return request;
    }

    private async Task Answer(HttpContext context, Caller caller, CallerHandler handler)
    {
        try
        {
            await handler(context, caller);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone and its call was cancelled: nobody is left to answer.
        }
        catch (Exception exception)
        {
            if (BrokenCalls.IsOutage(exception)) LogOutage(caller.Request, exception);
            else LogUnexpected(caller.Request, exception);
            if (HasBegun(context.Response)) context.Abort();
            else await BrokenCalls.ErrorOf(exception).Write(context.Response);
        }
    }

    /// <summary>Whether some of the answer was sent or written, so that no error can take its place.</summary>
    private static bool HasBegun(HttpResponse response) =>
        response.HasStarted || (response.BodyWriter.CanGetUnflushedBytes && response.BodyWriter.UnflushedBytes > 0);

    private static Task RefuseVerb(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return new ApiError(StatusCodes.Status405MethodNotAllowed, ApiError.InvalidRequest, "method_not_allowed",
            $"{context.Request.Path} takes {allowed}, not {context.Request.Method}.").Write(context.Response);
    }

    private static Task RefuseKey(HttpContext context, ApiError error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        return error.Write(context.Response);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Request} failed inside the cluster")]
    private partial void LogOutage(RequestId request, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Request} failed unexpectedly")]
    private partial void LogUnexpected(RequestId request, Exception exception);
}

using System.Net;

namespace Orchestrator.Upstreams;

/// <summary>Which failures may be tried again: the provider's 429 and 5xx, and connections that were never made. One lost while an answer was due may have been paid for, and is not.</summary>
internal static class TransientFailures
{
    public static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests || IsBreakage(status);

    /// <summary>Those that speak of the provider's health. A 429 speaks of our rate.</summary>
    public static bool IsBreakage(HttpStatusCode status) => status is HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    public static bool IsTransient(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError
    };
}

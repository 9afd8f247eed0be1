using System.Net;

namespace Orchestrator.Upstreams;

/// <summary>Makes the one shared connection pool of an upstream, with every setting said.</summary>
internal static class UpstreamConnections
{
    public static HttpMessageInvoker Create(UpstreamOptions options) => new(new SocketsHttpHandler
    {
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.Connections.MaxPerServer,
        PooledConnectionLifetime = options.Connections.Lifetime,
        PooledConnectionIdleTimeout = options.Connections.IdleTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = options.Connections.PingDelay,
        KeepAlivePingTimeout = options.Connections.PingTimeout,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        // After [DONE] only the end of the body is missing, and waiting for it saves the connection. An answer that nobody wants to the
        // end is aborted soon, so that the provider stops charging.
        MaxResponseDrainSize = 16 * 1024,
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        Expect100ContinueTimeout = TimeSpan.Zero,
        MaxResponseHeadersLength = 64,
    });
}

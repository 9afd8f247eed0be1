using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;

namespace Orchestrator.Hosting;

/// <summary>Holds Kestrel to the limits of connections and bodies.</summary>
internal sealed class KestrelLimits(IOptions<ConnectionLimits> connections, IOptions<RequestLimits> requests) : IConfigureOptions<KestrelServerOptions>
{
    private const int DrainedBodies = 4;

    public void Configure(KestrelServerOptions options)
    {
        var limits = connections.Value;
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = limits.MaxConnections;
        options.Limits.MaxConcurrentUpgradedConnections = limits.MaxConnections;
        // Ours is the limit that answers. Kestrel's lies above it: what is a little too large is read to its end and thrown away, because a
        // client that is still sending when the connection closes never hears why it was refused.
        options.Limits.MaxRequestBodySize = DrainedBodies * (long)requests.Value.BodyBytes;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(limits.MinRequestBytesPerSecond, limits.RateGrace);
        options.Limits.MinResponseDataRate = new MinDataRate(limits.MinResponseBytesPerSecond, limits.RateGrace);
        options.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        options.Limits.KeepAliveTimeout = limits.IdleTimeout;
    }
}

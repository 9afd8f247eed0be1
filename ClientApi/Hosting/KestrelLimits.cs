using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;

namespace Orchestrator.Hosting;

/// <summary>Holds Kestrel to the limits of connections and bodies.</summary>
internal sealed class KestrelLimits(IOptions<ConnectionLimits> connections, IOptions<RequestLimits> requests) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        var limits = connections.Value;
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = limits.MaxConnections;
        options.Limits.MaxConcurrentUpgradedConnections = limits.MaxConnections;
        options.Limits.MaxRequestBodySize = requests.Value.BodyBytes;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(limits.MinRequestBytesPerSecond, limits.RateGrace);
        options.Limits.MinResponseDataRate = new MinDataRate(limits.MinResponseBytesPerSecond, limits.RateGrace);
        options.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        options.Limits.KeepAliveTimeout = limits.IdleTimeout;
    }
}

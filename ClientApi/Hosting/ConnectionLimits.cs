using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Hosting;

/// <summary>How many connections are held, and how slow a client may be.</summary>
public sealed class ConnectionLimits
{
    public const string Section = "Api:Connections";

    /// <summary>Most connections at a time; further ones are closed. Default: 20 000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Slowest rate, in bytes a second, at which a body may arrive. Default: 240.</summary>
    [Range(1, 1_000_000)]
    public double MinRequestBytesPerSecond { get; set; } = 240;

    /// <summary>Slowest rate, in bytes a second, at which an answer may be read. Default: 240.</summary>
    [Range(1, 1_000_000)]
    public double MinResponseBytesPerSecond { get; set; } = 240;

    /// <summary>How long a transfer may stay below its rate. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01.001", "00:10:00")]
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long headers may take to arrive. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an idle connection is kept. Default: 130 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);
}

[OptionsValidator]
internal sealed partial class ConnectionLimitsValidator : IValidateOptions<ConnectionLimits>;

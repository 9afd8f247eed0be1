using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Responses;

/// <summary>How long and how busy one socket may be.</summary>
public sealed class SocketOptions
{
    public const string Section = "Api:Socket";

    /// <summary>Longest life of a socket; a response that runs then is told to its end. Default: 60 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestLife { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Requests that may wait on a socket behind the one that runs; more are not read until one has ended. Default: 8.</summary>
    [Range(1, 1_000)]
    public int Waiting { get; set; } = 8;

    /// <summary>How long a client may leave what was sent unread before it is cut off. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class SocketOptionsValidator : IValidateOptions<SocketOptions>;

using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Upstreams;

/// <summary>Which providers there are, and which of them serves which model. Bound to the root of the configuration.</summary>
public sealed class UpstreamsOptions
{
    /// <summary>The providers by name.</summary>
    public Dictionary<string, UpstreamOptions> Upstreams { get; init; } = [];

    /// <summary>The models that clients may ask for, by the name they ask with.</summary>
    public Dictionary<string, ModelOptions> Models { get; init; } = [];
}

/// <summary>One provider: where it is, how it is paid, and how long we wait for it.</summary>
public sealed class UpstreamOptions
{
    /// <summary>The address in front of <c>/chat/completions</c>. Required.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The provider's key, or <c>${NAME}</c> for the environment variable of that name. Required unless there are ApiKeys.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>More of the provider's keys by an id that may be shown; they are taken in turn with <see cref="ApiKey"/>, which may then be missing. Default: none.</summary>
    public Dictionary<string, string> ApiKeys { get; init; } = [];

    /// <summary>How long a key rests that was refused (401, 402, 403), while there are others. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeyRest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>By which name it is told the most tokens that may come back: <c>max_tokens</c>, or <c>max_completion_tokens</c> where only that is heeded. Default: max_tokens.</summary>
    [AllowedValues("max_tokens", "max_completion_tokens", ErrorMessage = "MaxTokensName is unknown, expected max_tokens or max_completion_tokens.")]
    public string MaxTokensName { get; init; } = "max_tokens";

    /// <summary>Longest wait for a connection. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for the first content of a streamed answer, keep-alives or not. Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest silence within a body that has begun. Comments and blank lines break it. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait between two pieces of content of a streamed answer. Comments do not break it. Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest life of a call, retries included. Default: 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Largest plain answer in bytes. Default: 32 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Largest single event of a streamed answer in bytes, and the most that is held back before the first content. Default: 1 MiB.</summary>
    [Range(1024, 1 << 26)]
    public int MaxEventBytes { get; init; } = 1024 * 1024;

    /// <summary>How broken streams are continued.</summary>
    public PrefixOptions Prefix { get; init; } = new();

    /// <summary>The connections to this upstream.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>When a failed call is made again.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>When calls are no longer tried.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>How many calls it is given at once.</summary>
    public ConcurrencyOptions Concurrency { get; init; } = new();

    /// <summary>Who may wait for a place among them.</summary>
    public QueueOptions Queue { get; init; } = new();
}

/// <summary>The pool of connections to one upstream.</summary>
public sealed class ConnectionOptions
{
    /// <summary>Most connections at once. Default: 4,096.</summary>
    [Range(1, 65_535)]
    public int MaxPerServer { get; init; } = 4096;

    /// <summary>Longest life of a connection, so that changes of address are followed. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest rest of an unused connection. Default: 90 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Pause between pings on an HTTP/2 connection. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for a ping's answer. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether HTTP/2 is offered where the upstream speaks TLS. Default: yes.</summary>
    public bool Http2 { get; init; } = true;
}

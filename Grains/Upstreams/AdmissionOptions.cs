using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Upstreams;

/// <summary>How many calls one upstream account is given at once, over all silos. Between the bounds the number follows what the upstream bears.</summary>
public sealed class ConcurrencyOptions
{
    /// <summary>Most calls at once. Default: 500.</summary>
    [Range(1, 100_000)]
    public int Ceiling { get; init; } = 500;

    /// <summary>Fewest calls at once, whatever the upstream answers. Default: 1.</summary>
    [Range(1, 100_000)]
    public int Least { get; init; } = 1;

    /// <summary>Calls at once before anything is known of the upstream; no more than the ceiling. Default: 20.</summary>
    [Range(1, 100_000)]
    public int Start { get; init; } = 20;

    /// <summary>Pause between two exchanges of a silo about its share. Default: 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:00:05")]
    public TimeSpan Exchange { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a silo's share lasts after its last exchange. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00")]
    public TimeSpan ShareLife { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Who may wait in one silo for a place at an upstream.</summary>
public sealed class QueueOptions
{
    /// <summary>Most calls that wait. Default: 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxLength { get; init; } = 1000;

    /// <summary>Most calls of one tenant that wait. Default: 500.</summary>
    [Range(1, 1_000_000)]
    public int MaxPerTenant { get; init; } = 500;

    /// <summary>Most bytes of prompts that wait. Default: 64 MiB.</summary>
    [Range(1024L, 1L << 36)]
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Longest wait for a place. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait that a tenant's burst may have; where calls take very long, <see cref="WaitPerCall"/> is what counts. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan BurstWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait as a part of how long a call usually takes. For a tenant of whose calls a third had to be refused lately it alone counts. Default: 0.5.</summary>
    [Range(0.01, 1000.0)]
    public double WaitPerCall { get; init; } = 0.5;
}

using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Upstreams;

/// <summary>Exponential backoff with jitter: Base, 2 × Base, 4 × Base … Only what is safe is repeated, and only within the budget.</summary>
public sealed class RetryOptions
{
    /// <summary>Most repetitions of one call; 0 for none. Default: 3.</summary>
    [Range(0, 10)]
    public int Most { get; init; } = 3;

    /// <summary>The first wait. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Base { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest Retry-After that is waited for; a longer one goes to the client. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many repetitions the upstream's calls may have between them, on each silo.</summary>
    public RetryBudgetOptions Budget { get; init; } = new();
}

/// <summary>What an upstream's calls earn together to be spent on repetitions.</summary>
public sealed class RetryBudgetOptions
{
    /// <summary>Repetitions that one call earns. Default: 0.2, one for five calls.</summary>
    [Range(0.0, 10.0)]
    public double Ratio { get; init; } = 0.2;

    /// <summary>Repetitions a second that are earned where few calls earn less. Default: 0.5.</summary>
    [Range(0.0, 1000.0)]
    public double Floor { get; init; } = 0.5;

    /// <summary>Most repetitions that are saved up; it starts with as many. Default: 10.</summary>
    [Range(0.0, 100_000.0)]
    public double Most { get; init; } = 10;
}

/// <summary>When a target's breaker opens, for how long, and what closes it again.</summary>
public sealed class BreakerOptions
{
    /// <summary>Failures without a success between them that open it. Default: 5.</summary>
    [Range(1, 100_000)]
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>Share of failed attempts that opens it. Default: one half.</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Fewest attempts within the window before their share may open it. Default: 20.</summary>
    [Range(2, 100_000)]
    public int FewestCalls { get; init; } = 20;

    /// <summary>The window over which attempts are counted. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays open the first time, less a jitter of up to a fifth; each opening that follows a failed probe doubles it. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest that it stays open by what this silo saw. Default: 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Calls that probe a half-open target, on each silo; when all have succeeded it closes. Default: 2.</summary>
    [Range(1, 100)]
    public int Probes { get; init; } = 2;
}

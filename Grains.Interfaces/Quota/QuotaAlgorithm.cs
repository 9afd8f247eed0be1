namespace Orchestrator.Quota;

/// <summary>How a limit forgets what was used.</summary>
[GenerateSerializer, Alias("orchestrator.quota-algorithm")]
public enum QuotaAlgorithm
{
    /// <summary>What is used comes back at a steady pace, and a burst may be used at one moment.</summary>
    TokenBucket,

    /// <summary>Requests are let through at a steady pace; each waits its turn, up to a bound.</summary>
    LeakyBucket,

    /// <summary>What is used is forgotten when a minute, hour, day or month of a calendar ends.</summary>
    FixedWindow,

    /// <summary>What is used is forgotten a period later.</summary>
    SlidingWindow,
}

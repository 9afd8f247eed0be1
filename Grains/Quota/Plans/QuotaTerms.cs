namespace Orchestrator.Quota;

/// <summary>How long leases hold and what is assumed of requests. Section <c>Quota</c>.</summary>
public sealed class QuotaTerms
{
    /// <summary>How long a silo may spend what it was leased after the authority last wrote for it: 2 seconds to 5 minutes. Default: 10 seconds.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Completion tokens expected of a request that sets no maximum, under a plan of mode <see cref="QuotaMode.Estimated"/>: 1 to 1 000 000. What it uses beyond is debt. Default: 1 024.</summary>
    public int AssumedCompletionTokens { get; set; } = 1024;

    /// <summary>Most writes of one tenant's quota to the store in a second: 2 to 1 000. Default: 20.</summary>
    public int WritesPerSecond { get; set; } = 20;
}

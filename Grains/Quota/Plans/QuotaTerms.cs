namespace Orchestrator.Quota;

/// <summary>How long the quota room waits for holders and how much it remembers. Section <c>Quota</c>.</summary>
public sealed class QuotaTerms
{
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most writes of one tenant's quota to the store, in a second: 2 to 1 000. Default: 20.</summary>
    public int WritesPerSecond { get; set; } = 20;

    /// <summary>How long a concurrency permit lives without being renewed; holders renew three times as often. Default: 30 seconds.</summary>
    public TimeSpan PermitLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a reservation may stay unsettled; after that all of it stays used. Default: 1 hour.</summary>
    public TimeSpan ReservationLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many settled requests of a tenant are remembered, so that settling again changes nothing. Default: 10 000.</summary>
    public int SettlementsRemembered { get; set; } = 10_000;
}

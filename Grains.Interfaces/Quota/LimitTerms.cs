namespace Orchestrator.Quota;

/// <summary>How much a limit allows. Two limits with equal terms count alike.</summary>
/// <param name="Amount">How many units a period, or at once. Cost is counted in billionths of the currency's unit.</param>
/// <param name="Period">In which time the amount comes back, in ticks; for <see cref="QuotaAlgorithm.FixedWindow"/> and concurrency zero.</param>
/// <param name="Burst">
/// <see cref="QuotaAlgorithm.TokenBucket"/>: how many units may be used at one moment. <see cref="QuotaAlgorithm.LeakyBucket"/>: how many
/// units may be waiting for their turn. Otherwise the amount.
/// </param>
/// <param name="Every">The window of <see cref="QuotaAlgorithm.FixedWindow"/>.</param>
/// <param name="TimeZone">The IANA name of the zone whose calendar a fixed window follows.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.limit-terms")]
public sealed record LimitTerms(
    [property: Id(0)] string Name,
    [property: Id(1)] QuotaUnit Unit,
    [property: Id(2)] QuotaAlgorithm Algorithm,
    [property: Id(3)] long Amount,
    [property: Id(4)] long Period,
    [property: Id(5)] long Burst,
    [property: Id(6)] CalendarUnit Every = CalendarUnit.Minute,
    [property: Id(7)] string TimeZone = "UTC")
{
    /// <summary>In which time the amount comes back; the longest a calendar's window may be. Zero for concurrency.</summary>
    public TimeSpan Window => Algorithm is not QuotaAlgorithm.FixedWindow ? new TimeSpan(Period) : Every switch
    {
        CalendarUnit.Minute => TimeSpan.FromMinutes(1),
        CalendarUnit.Hour => TimeSpan.FromHours(1),
        CalendarUnit.Day => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(31),
    };
}

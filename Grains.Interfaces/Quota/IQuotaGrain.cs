using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>One tenant's limits and what is used of them. Keyed by tenant. What it grants it has written down as used before.</summary>
[Alias("orchestrator.quota")]
public interface IQuotaGrain : IGrainWithStringKey
{
    /// <summary>Takes what the request may use from all of the plan's limits, or nothing from any. Reserving again under the same request id gives the same answer and takes nothing.</summary>
    [Alias("reserve")]
    Task<Reservation> Reserve(ReservationRequest request);

    /// <summary>Says that the request still runs, so that its concurrency permit does not expire.</summary>
    [Alias("renew")]
    Task Renew(RequestId request);

    /// <summary>Replaces the reservation by what was used and gives the permit back. Idempotent by request id.</summary>
    [Alias("settle")]
    Task<ImmutableArray<QuotaLevel>> Settle(Settlement settlement);

    /// <summary>What is left of each limit now.</summary>
    [Alias("levels")]
    Task<ImmutableArray<QuotaLevel>> Levels();
}

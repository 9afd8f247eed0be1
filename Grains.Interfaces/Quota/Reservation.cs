using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>Asks for what one request may use at most.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.reservation-request")]
public sealed record ReservationRequest([property: Id(0)] RequestId Request, [property: Id(1)] long Tokens);

/// <summary>What became of a reservation.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.reservation")]
public abstract record Reservation
{
    private Reservation() { }

    /// <summary>What is left of each limit after it.</summary>
    [Id(0)] public ImmutableArray<QuotaLevel> Levels { get; init; } = [];

    /// <summary>All limits cover the request.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.reservation.granted")]
    public sealed record Granted([property: Id(0)] TimeSpan? RenewEvery = null) : Reservation;

    /// <summary>One limit does not, and nothing was taken from any.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.reservation.refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : Reservation;
}

/// <summary>Which limit refused, what was asked of it, what it had left and when to come back.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.refusal")]
public sealed record Refusal(
    [property: Id(0)] string Limit,
    [property: Id(1)] QuotaUnit Unit,
    [property: Id(2)] long Amount,
    [property: Id(3)] long Asked,
    [property: Id(4)] long Remaining,
    [property: Id(5)] TimeSpan RetryAfter);

/// <summary>What a request used. <c>Tokens</c> is null where nobody knows, and the whole reservation stays used.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.settlement")]
public sealed record Settlement([property: Id(0)] RequestId Request, [property: Id(1)] long? Tokens);

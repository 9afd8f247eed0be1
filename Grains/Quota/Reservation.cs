using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>What became of a request's asking.</summary>
internal abstract record Reservation
{
    private Reservation() { }

    /// <summary>What is left of each limit that binds the request.</summary>
    public required ImmutableArray<QuotaLevel> Levels { get; init; }

    /// <summary>All limits cover the request. It is to begin after a wait, with this maximum set upstream where there is one, and is to be settled once.</summary>
    public sealed record Granted(TimeSpan StartAfter, int? MaxTokens, ISettlement Settlement) : Reservation
    {
        /// <summary>The tenant's share among tenants that wait for the same upstream; 1 is usual.</summary>
        public double Weight { get; init; } = 1;
    }

    /// <summary>One limit does not, and nothing was taken from any.</summary>
    public sealed record Refused(Refusal Refusal) : Reservation;
}

/// <summary>The end of a reservation.</summary>
internal interface ISettlement
{
    /// <summary>Replaces what was reserved by what was used, and says what is left. Settling again changes nothing.</summary>
    ValueTask<ImmutableArray<QuotaLevel>> Settle(Use use);
}

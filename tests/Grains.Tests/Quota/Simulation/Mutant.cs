namespace Orchestrator.Tests.Quota;

/// <summary>A wrong design, as others have it. The simulation has to find each of them.</summary>
internal enum Mutant
{
    None,

    /// <summary>Answers before the write has succeeded.</summary>
    PersistAfterGranting,

    /// <summary>The store takes any write, whatever version its writer has read.</summary>
    LastWriteWins,

    /// <summary>Reserves next to nothing and charges what was used when the call has ended.</summary>
    ChargeAfterTheResponse,

    /// <summary>What is given back is told as a difference, and told again when the answer was lost.</summary>
    RefundWithoutId,

    /// <summary>A silo spends what it was leased however long ago that was.</summary>
    NoLeaseExpiryAtTheSilo,

    /// <summary>The authority takes a holder for dead after a quarter of a lease.</summary>
    HastyExpiry,

    /// <summary>A successor starts with what was used and forgets what was leased.</summary>
    SuccessorForgetsLeases,

    /// <summary>Statements count in whatever order they arrive.</summary>
    StaleStatements,

    /// <summary>Answers count however late they arrive.</summary>
    LateAnswers,

    /// <summary>A silo measures its lease by the wall clock.</summary>
    WallClockAtTheSilo,

    /// <summary>The authority counts periods by the wall clock.</summary>
    WallClockAtTheAuthority,

    /// <summary>An activation goes on after a write that failed as if it had succeeded.</summary>
    FailedWritesIgnored,

    /// <summary>A settlement counts each time it is made.</summary>
    SettleTwice,

    /// <summary>A reservation ends as soon as the call has begun, and what was used is charged when it ends.</summary>
    ReservationEndsAtOnce,

    /// <summary>A silo decides by what it last saw to be left, and tells afterwards what it used.</summary>
    DecidesByAView,
}

using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>What a holder says of the rights it was leased, and what it asks for. A holder has one statement under way at a time; a later one makes void what an earlier one would have been granted.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.lease-statement")]
public sealed record LeaseStatement
{
    /// <summary>The holder: a silo, from its start or its last lapse on.</summary>
    [Id(0)] public required Guid Holder { get; init; }

    /// <summary>The authority that <c>Spent</c> and <c>Owed</c> are counted for; empty before the first answer.</summary>
    [Id(1)] public required Guid Epoch { get; init; }

    /// <summary>Rises with each statement of a holder.</summary>
    [Id(2)] public required long Number { get; init; }

    /// <summary>The version of the plan that the holder knows; 0 for none.</summary>
    [Id(3)] public required long Plan { get; init; }

    [Id(4)] public required ImmutableArray<LeaseAccount> Accounts { get; init; }

    /// <summary>What requests wait for, in their order.</summary>
    [Id(5)] public required ImmutableArray<LeaseAsk> Asks { get; init; }

    /// <summary>The holder's silo, for those who look.</summary>
    [Id(6)] public string Silo { get; init; } = "";
}

/// <summary>What a holder has of one limit.</summary>
/// <param name="Held">Units leased and neither spent nor given back: idle ones and those that requests have reserved.</param>
/// <param name="Idle">The part of them that nobody has reserved.</param>
/// <param name="Spent">Units used out of those held, in all since the epoch's first answer.</param>
/// <param name="Owed">Units used beyond those held, in all since the epoch's first answer.</param>
/// <param name="Demand">Units that requests took in 100 ms lately; of permits, the most that were reserved at once.</param>
/// <param name="Typical">Units that a request asks for.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.lease-account")]
public readonly record struct LeaseAccount(
    [property: Id(0)] LimitKey Limit,
    [property: Id(1)] long Held,
    [property: Id(2)] long Idle,
    [property: Id(3)] long Spent,
    [property: Id(4)] long Owed,
    [property: Id(5)] long Demand,
    [property: Id(6)] long Typical);

/// <summary>What one request lacks; granted whole or not at all.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.lease-ask")]
public sealed record LeaseAsk([property: Id(0)] ImmutableArray<AskedUnits> Units);

/// <summary>So many units of the account at this place in the statement.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.asked-units")]
public readonly record struct AskedUnits([property: Id(0)] int Account, [property: Id(1)] long Units);

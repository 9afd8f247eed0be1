using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>What the authority says to a holder's statement.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.lease-answer")]
public abstract record LeaseAnswer
{
    private LeaseAnswer() { }

    /// <summary>The authority is another than the statement was made for. Nothing was granted: the holder is to state what it has once more, under this epoch.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.lease-answer.stranger")]
    public sealed record Stranger([property: Id(0)] Guid Epoch) : LeaseAnswer;

    /// <summary>The holder knows an older plan. Nothing was granted: it is to ask once more under this one.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.lease-answer.replanned")]
    public sealed record Replanned([property: Id(0)] Guid Epoch, [property: Id(1)] PlanTerms Plan) : LeaseAnswer;

    /// <summary>The statement was taken note of, and its asks were decided.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.lease-answer.accepted")]
    public sealed record Accepted : LeaseAnswer
    {
        [Id(0)] public required Guid Epoch { get; init; }

        /// <summary>How long, from the sending of the statement on, what is held may be spent.</summary>
        [Id(1)] public required TimeSpan ValidFor { get; init; }

        /// <summary>One for each account of the statement.</summary>
        [Id(2)] public required ImmutableArray<LeaseGrant> Grants { get; init; }

        /// <summary>One for each ask.</summary>
        [Id(3)] public required ImmutableArray<AskVerdict> Verdicts { get; init; }
    }
}

/// <summary>What became of one account.</summary>
/// <param name="Ahead">Units leased beyond what was asked.</param>
/// <param name="Keep">Units that may lie idle; the holder gives back what is more.</param>
/// <param name="OwedCounted">What is owed and written down, as far as it was stated.</param>
/// <param name="Level">What is left of the limit for everybody.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.lease-grant")]
public readonly record struct LeaseGrant(
    [property: Id(0)] long Ahead,
    [property: Id(1)] long Keep,
    [property: Id(2)] long OwedCounted,
    [property: Id(3)] QuotaLevel Level);

/// <summary>What became of one ask.</summary>
/// <param name="RefusedBy">The account whose limit keeps the request waiting longest; -1 where it is granted.</param>
/// <param name="Wait">Granted: how long until the request's turn. Refused: when to come back.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.ask-verdict")]
public readonly record struct AskVerdict([property: Id(0)] int RefusedBy, [property: Id(1)] TimeSpan Wait);

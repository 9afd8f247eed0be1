using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>An answer that is decided and may be given once a write has succeeded.</summary>
/// <param name="NeedsWrite">The number of that write; 0 where the answer needs none.</param>
/// <param name="Refusal">Why the statement was not accepted; null where it was.</param>
internal sealed record PendingAnswer(
    long NeedsWrite, LeaseAnswer? Refusal, ImmutableArray<PendingGrant> Grants, ImmutableArray<AskVerdict> Verdicts);

/// <summary>What one account of the statement is given.</summary>
/// <param name="Count">The limit's count; null where no such limit is known.</param>
internal readonly record struct PendingGrant(LimitCount? Count, long Ahead, long Keep, long Owed);

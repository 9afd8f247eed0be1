namespace Orchestrator.Simulator;

/// <summary>The ceiling of every account, and those of the accounts that have their own.</summary>
internal sealed record ConcurrencyCeilings(int Limit, IReadOnlyDictionary<string, int> Accounts);

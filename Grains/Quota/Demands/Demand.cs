using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>What one request asks of each limit that binds it, in the plan's order, and the maximum that has to be set upstream so that it holds.</summary>
/// <param name="MaxTokens">To be set upstream as the most completion tokens of one answer; null where the client's own word stands.</param>
internal sealed record Demand(ImmutableArray<DemandedUnits> Units, int? MaxTokens);

/// <summary>So many units of one limit.</summary>
/// <param name="Terms">The terms of the limit.</param>
internal readonly record struct DemandedUnits(LimitKey Limit, LimitTerms Terms, long Units);

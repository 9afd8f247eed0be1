using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Says what a request asks of its plan's limits, and which maximum has to be set upstream for that to be enough.</summary>
internal sealed class DemandPlanner(QuotaPlans plans, IOptions<QuotaOptions> options, TimeProvider clock)
{
    /// <summary>Completion tokens of one answer, where a bound is needed and nobody has set a maximum.</summary>
    public const int UsualMaxTokens = 4096;

    public Demand Of(PlanTerms plan, QuotaRequest request) =>
        Of(plan, request, plans.Of(request.Model), options.Value.Quota.AssumedCompletionTokens, clock.GetUtcNow());

    /// <remarks>1 the limits that bind the request. 2 the most completion tokens of an answer: the client's word, or ours. 3 the units of each limit.</remarks>
    public static Demand Of(PlanTerms plan, QuotaRequest request, ModelTerms model, int assumed, DateTimeOffset now)
    {
        var bound = ImmutableArray.CreateBuilder<(LimitKey Key, LimitTerms Terms)>(plan.Limits.Length);
        foreach (var limit in plan.Limits)
        {
            if (WhoseOf(limit.Scope, request) is { } whose) bound.Add((new LimitKey(limit.Terms.Name, limit.Terms.Unit, whose), limit.Terms));
        }

        var need = new Need(request, plan.Mode, model.Price, assumed, now);
        var ours = request.MaxTokens is null ? OurMaximum(plan.MaxTokens ?? model.MaxTokens, need, bound) : null;

        var units = ImmutableArray.CreateBuilder<DemandedUnits>(bound.Count);
        foreach (var (key, terms) in bound) units.Add(new DemandedUnits(key, terms, need.Of(terms, request.MaxTokens ?? ours)));
        return new Demand(units.MoveToImmutable(), ours);
    }

    /// <summary>Whose use of a limit the request adds to; null where the limit does not bind it.</summary>
    private static string? WhoseOf(LimitScope scope, QuotaRequest request)
    {
        var whose = scope.By switch
        {
            QuotaScope.Key => request.Key,
            QuotaScope.Model => request.Model.Value,
            _ => "",
        };
        return scope.Only.IsEmpty || scope.Only.Contains(whose) ? whose : null;
    }

    /// <summary>The configured maximum, or one of ours where a limit needs a bound. It shrinks until every limit can hold the request, for a small limit must not refuse every call because of a default.</summary>
    private static int? OurMaximum(int? configured, Need need, ImmutableArray<(LimitKey Key, LimitTerms Terms)>.Builder limits)
    {
        long most = configured ?? UsualMaxTokens;
        var needed = configured is not null;
        foreach (var (_, terms) in limits)
        {
            if (!need.IsBoundOn(terms)) continue;
            needed = true;
            most = Math.Min(most, need.MostWithin(terms));
        }

        return needed ? (int)Math.Max(1, most) : null;
    }
}

using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>All counts of a tenant's limits, under the plan that binds it. What was used of a limit stays used under its name, also while no plan mentions it.</summary>
internal sealed class LimitBook
{
    private const int MostCounts = 20_000;

    private readonly Dictionary<LimitKey, LimitCount> _counts = [];
    private Dictionary<(string, QuotaUnit), PlanLimit> _limits = [];
    private long _now;

    public LimitBook(QuotaState state, PlanTerms plan, long now)
    {
        _now = now;
        foreach (var (key, mark) in state.Limits) _counts[key] = new LimitCount(key, mark.Meter.Terms, mark, now);
        Plan = Follow(plan, now);
    }

    public PlanTerms Plan { get; private set; }

    public IEnumerable<LimitCount> Unaccounted => _counts.Values.Where(count => count.Unaccounted > 0);

    public bool WantsWrite(long now) => _counts.Values.Any(count => count.RunsShort(now) || count.IsLoose);

    public PlanTerms Follow(PlanTerms plan, long now)
    {
        Advance(now);
        _limits = plan.Limits.ToDictionary(limit => (limit.Terms.Name, limit.Terms.Unit));
        foreach (var (key, count) in _counts)
            if (_limits.TryGetValue((key.Limit, key.Unit), out var limit)) count.Follow(limit.Terms, _now);
        foreach (var limit in plan.Limits)
            if (limit.Scope.By is QuotaScope.Tenant) Find(new LimitKey(limit.Terms.Name, limit.Terms.Unit, ""), _now);
        return Plan = plan;
    }

    public void Advance(long now)
    {
        _now = Math.Max(_now, now);
        foreach (var count in _counts.Values) count.Advance(_now);
    }

    /// <summary>The count of that name as of now; null where no plan that was seen has such a limit, or where there are too many counts.</summary>
    public LimitCount? Find(LimitKey key, long now)
    {
        _now = Math.Max(_now, now);
        if (_counts.TryGetValue(key, out var count))
        {
            count.Advance(_now);
            return count;
        }

        if (!_limits.TryGetValue((key.Limit, key.Unit), out var limit) || limit.Scope.By is QuotaScope.Tenant != (key.Whose.Length == 0)) return null;
        return _counts.Count < MostCounts ? _counts[key] = new LimitCount(key, limit.Terms, null, _now) : null;
    }

    public ImmutableArray<QuotaLevel> Levels(long now)
    {
        Advance(now);
        return [.. _counts.Values.Where(IsInPlan).Select(count => count.Level)];
    }

    public QuotaState Propose(long now, Func<LimitCount, long> lost, bool exact)
    {
        Advance(now);
        var state = new QuotaState { At = _now };
        foreach (var (key, count) in _counts)
        {
            var mark = count.Propose(_now, lost(count), exact);
            if (!count.IsNothing || mark.Held > 0) state.Limits[key] = mark;
        }

        return state;
    }

    public void Confirm(WriteInFlight write, long now)
    {
        Advance(now);
        foreach (var (key, count) in _counts)
        {
            count.Confirm(write.Lost(count), write.Forsakes);
            if (count.IsNothing && (key.Whose.Length > 0 || !IsInPlan(count))) _counts.Remove(key);
        }
    }

    private bool IsInPlan(LimitCount count) => _limits.ContainsKey((count.Key.Limit, count.Key.Unit));
}

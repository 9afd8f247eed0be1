using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orchestrator.Quota;

/// <summary>A tenant's limits and open reservations: takes from all limits or from none, and says what is to be written down.</summary>
/// <remarks>
/// It knows no store. Its owner grants what it took once <see cref="IsDurable"/> was true after the take or a mark proposed after the take
/// is confirmed; everything else follows from the marks: see <see cref="RateLimit"/> and <see cref="ConcurrencyLimit"/>.
/// What a crash forgets: open reservations. They stay used as reserved; a later settlement pays nothing back and its overrun is unknown.
/// </remarks>
internal sealed class Ledger(QuotaTerms terms)
{
    private readonly Dictionary<RequestId, LinkedListNode<Reserved>> _open = [];
    private readonly LinkedList<Reserved> _byAge = [];
    private readonly RecentRequests _settled = new(terms.SettlementsRemembered);
    private Dictionary<string, QuotaMark> _absent = [];
    private Limit[] _limits = [];
    private long _now;

    /// <summary>All that was taken lies below what is written down.</summary>
    public bool IsDurable => Array.TrueForAll(_limits, limit => limit.IsDurable);

    /// <summary>Some mark should be moved before a call has to wait for it.</summary>
    public bool RunsShort => Array.Exists(_limits, limit => limit.RunsShort);

    /// <summary>A clean stop would burn something unless the exact state is written.</summary>
    public bool IsAhead => Array.Exists(_limits, limit => limit.IsAhead);

    /// <summary>Whether holders have a permit to renew.</summary>
    public bool HasPermits => Array.Exists(_limits, limit => limit.Terms.Unit is QuotaUnit.Concurrency);

    public ImmutableArray<QuotaLevel> Levels
    {
        get
        {
            var levels = new QuotaLevel[_limits.Length];
            for (var i = 0; i < levels.Length; i++) levels[i] = _limits[i].Level;
            return ImmutableCollectionsMarshal.AsImmutableArray(levels);
        }
    }

    /// <summary>Starts from what is written down; it counts as used.</summary>
    public void Load(Dictionary<string, QuotaMark> marks) => _absent = new(marks);

    /// <summary>Goes on under a plan's limits. What is used of a limit stays used under its name, also while no plan mentions it.</summary>
    public void Follow(ImmutableArray<LimitTerms> plan, long now)
    {
        Advance(now);
        var before = _limits.ToDictionary(limit => limit.Terms.Name);
        _limits = [.. plan.Select(Continue)];
        foreach (var gone in before.Values) _absent[gone.Terms.Name] = gone.Propose(exact: true);

        Limit Continue(LimitTerms terms)
        {
            if (before.TryGetValue(terms.Name, out var limit) && limit.Terms.Unit == terms.Unit)
            {
                before.Remove(terms.Name);
                if (limit.Terms != terms) limit.Resize(terms);
                return limit;
            }

            _absent.Remove(terms.Name, out var mark);
            return Create(terms, mark?.Unit == terms.Unit ? mark : null, now);
        }
    }

    /// <summary>Refills, and drops what has expired.</summary>
    public void Advance(long now)
    {
        _now = Math.Max(_now, now);
        foreach (var limit in _limits) limit.Advance(now);
        while (_byAge.First is { } oldest && oldest.Value.At + terms.ReservationLifetime.Ticks <= _now) Close(oldest, tokens: null);
    }

    public Reserved? Find(RequestId request) => _open.TryGetValue(request, out var node) ? node.Value : null;

    public bool HasSettled(RequestId request) => _settled.Contains(request);

    /// <summary>The limit that keeps the request waiting longest, so that after this wait all of them let it pass; null where all do now.</summary>
    public Refusal? Refuse(ReservationRequest request)
    {
        var longest = TimeSpan.Zero;
        Limit? refusing = null;
        foreach (var limit in _limits)
        {
            var wait = limit.WaitFor(limit.Asked(request.Tokens));
            if (wait <= longest) continue;
            (longest, refusing) = (wait, limit);
        }

        return refusing is null ? null : new Refusal(
            refusing.Terms.Name, refusing.Terms.Unit, refusing.Terms.Amount, refusing.Asked(request.Tokens), refusing.Remaining, longest);
    }

    /// <summary>Takes from all limits what the request asks. To be called where none refuses.</summary>
    public Reserved Take(ReservationRequest request)
    {
        var holds = new Hold[_limits.Length];
        for (var i = 0; i < holds.Length; i++) holds[i] = _limits[i].Take(request.Request, _limits[i].Asked(request.Tokens));

        var reserved = new Reserved(request.Request, holds, _now);
        _open.Add(request.Request, _byAge.AddLast(reserved));
        return reserved;
    }

    /// <summary>Undoes a take that could not be made durable. Undoing again changes nothing.</summary>
    public void Undo(Reserved reserved)
    {
        if (!_open.TryGetValue(reserved.Request, out var node) || node.Value != reserved) return;
        foreach (var hold in reserved.Holds) hold.Limit.Undo(reserved.Request, hold);
        Forget(node);
    }

    public void Renew(RequestId request)
    {
        if (_settled.Contains(request)) return;
        foreach (var limit in _limits) limit.Renew(request);
    }

    /// <summary>Replaces a reservation by what was used. Settling again changes nothing.</summary>
    public void Settle(Settlement settlement)
    {
        if (_settled.Contains(settlement.Request)) return;
        if (_open.TryGetValue(settlement.Request, out var node)) Close(node, settlement.Tokens);
        else foreach (var limit in _limits) limit.SettleUnknown(settlement.Request);
        _settled.Add(settlement.Request);
    }

    /// <summary>What is to be written down next: some way ahead of what is used, or exactly that.</summary>
    public Dictionary<string, QuotaMark> Propose(bool exact)
    {
        var marks = new Dictionary<string, QuotaMark>(_limits.Length + _absent.Count);
        foreach (var (name, mark) in _absent)
            if (mark.UsedUpTo > _now) marks[name] = mark;
        foreach (var limit in _limits) marks[limit.Terms.Name] = limit.Propose(exact);
        return marks;
    }

    /// <summary>What was proposed last is written down.</summary>
    public void Confirm()
    {
        foreach (var limit in _limits) limit.Confirm();
    }

    private Limit Create(LimitTerms limit, QuotaMark? mark, long now) => limit.Unit is QuotaUnit.Concurrency
        ? new ConcurrencyLimit(limit, terms.PermitLease, mark, now)
        : new RateLimit(limit, mark, now);

    private void Close(LinkedListNode<Reserved> node, long? tokens)
    {
        foreach (var hold in node.Value.Holds) hold.Limit.Settle(node.Value.Request, hold, tokens);
        Forget(node);
    }

    private void Forget(LinkedListNode<Reserved> node)
    {
        _open.Remove(node.Value.Request);
        _byAge.Remove(node);
    }
}

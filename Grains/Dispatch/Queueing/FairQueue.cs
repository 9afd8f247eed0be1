using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>
/// Decides who is next among tenants that wait for the same upstream: the virtual token counter of "Fairness in Serving Large Language Models"
/// (OSDI'24). Not thread-safe; its time is an argument, in ticks.
/// </summary>
/// <remarks>
/// Each tenant has two counts, both divided by its weight: served, what its ended calls used, and expected, what its running calls will use. The next is the tenant with the
/// least sum among those that wait; of equal ones who runs less.
/// <list type="bullet">
/// <item>Taken: expected += e. Given back: expected -= e, served += used. e is the call's estimate times the part of their estimates that the tenant's calls used lately: an estimate
/// is the most that a call may use, and tenants differ in how far they exaggerate.</item>
/// <item>Newly waiting: served = max(served, level). The level is the least served count of those that wait, or of whom calls ended or began while nobody waited, and never falls.
/// So nobody saves up for later what he did not use, and who has less running than a busy neighbour has the next place.</item>
/// <item>Two tenants that wait all the time differ in tokens / weight by at most 2 max(U / weight), U being what the calls of one tenant that run at once use or are expected to.</item>
/// </list>
/// Within a tenant higher priorities go first, then who came first. Every step is O(log n).
/// </remarks>
internal sealed class FairQueue<T>(QueueOptions bounds)
{
    private const double LearningPace = 0.1;

    private static readonly Comparer<Ticket<T>> s_soonest = Comparer<Ticket<T>>.Create(static (one, other) =>
        one.Until != other.Until ? one.Until.CompareTo(other.Until) : one.Number.CompareTo(other.Number));

    private readonly Dictionary<TenantId, TenantLine<T>> _lines = [];
    private readonly SortedSet<TenantLine<T>> _active = new(TenantLine<T>.NextFirst);
    private readonly SortedSet<TenantLine<T>> _activeByServed = new(TenantLine<T>.LeastServed);
    private readonly SortedSet<TenantLine<T>> _idle = new(TenantLine<T>.LeastServed);
    private readonly SortedSet<Ticket<T>> _expiries = new(s_soonest);
    private double _level;
    private double _usedPart = 1;
    private double _activeWeight;
    private long _numbers;

    public int Count => _expiries.Count;

    public long Bytes { get; private set; }

    /// <summary>Tenants that wait or run, in no order.</summary>
    public IEnumerable<TenantLine<T>> Lines => _lines.Values.Where(line => line.IsActive || line.Running > 0);

    /// <summary>Tenants that are remembered: those that wait or run, and those that are ahead of who waits.</summary>
    public int Remembered => _lines.Count;

    /// <summary>Which bound keeps the call from waiting.</summary>
    public QueueBound Forbids(in Entrant entrant)
    {
        if (Count >= bounds.MaxLength) return QueueBound.Length;
        if (_lines.TryGetValue(entrant.Tenant, out var line) && line.Waiting.Count >= bounds.MaxPerTenant) return QueueBound.Tenant;
        return Bytes + entrant.Bytes > bounds.MaxBytes ? QueueBound.Bytes : QueueBound.None;
    }

    /// <summary>How many calls are likely to be taken before one of the tenant that comes now; those of its own that wait count all, of others at most their share beside it.</summary>
    public double Before(in Entrant entrant)
    {
        if (Count == 0) return 0;
        var own = _lines.TryGetValue(entrant.Tenant, out var line) ? line.Waiting.Count : 0;
        var others = _activeWeight - (own > 0 ? line!.Weight : 0);
        return Math.Min(Count, own + (own + 1) * others / entrant.Weight);
    }

    /// <summary>Lets the call wait, whatever the bounds say.</summary>
    public Ticket<T> Add(in Entrant entrant, T item, long now, long until)
    {
        var ticket = new Ticket<T>(entrant, ++_numbers, now, until, item);
        if (!_lines.TryGetValue(entrant.Tenant, out var line)) _lines.Add(entrant.Tenant, line = new TenantLine<T>(entrant.Tenant, _numbers, _usedPart));
        Withdraw(line);
        if (!line.IsActive) line.Served = Math.Max(line.Served, _level);
        line.Weight = entrant.Weight;
        line.Waiting.Add(ticket);
        Restore(line);
        _expiries.Add(ticket);
        Bytes += entrant.Bytes;
        return ticket;
    }

    /// <summary>Takes out who is next and counts what it is expected to use; null where nobody waits. Who has expired is for <see cref="Expire"/> first.</summary>
    public Ticket<T>? Take()
    {
        if (_active.Min is not { } line) return null;
        var ticket = line.Waiting.Min!;
        ticket.Expected = ticket.Entrant.Tokens * line.UsedPart / ticket.Entrant.Weight;
        Withdraw(line);
        line.Running++;
        line.Expected += ticket.Expected;
        Restore(line);
        Leave(line, ticket);
        return ticket;
    }

    /// <summary>Ends a call that was taken: what it used replaces what was expected.</summary>
    public void GiveBack(Ticket<T> ticket, long tokens)
    {
        var line = _lines[ticket.Entrant.Tenant];
        if (ticket.Entrant.Tokens > 0) Learn(line, (double)tokens / ticket.Entrant.Tokens);
        Withdraw(line);
        line.Running--;
        line.Expected = line.Running == 0 ? 0 : line.Expected - ticket.Expected;
        line.Served += tokens / ticket.Entrant.Weight;
        Restore(line);
        Rise(line);
    }

    /// <summary>Takes out one that no longer waits for its turn. False where it had left before.</summary>
    public bool Remove(Ticket<T> ticket)
    {
        if (!_expiries.Contains(ticket)) return false;
        Leave(_lines[ticket.Entrant.Tenant], ticket);
        return true;
    }

    /// <summary>Takes out the next whose time is over; null where there is none.</summary>
    public Ticket<T>? Expire(long now)
    {
        if (_expiries.Min is not { } ticket || ticket.Until > now) return null;
        Remove(ticket);
        return ticket;
    }

    private void Leave(TenantLine<T> line, Ticket<T> ticket)
    {
        _expiries.Remove(ticket);
        Bytes -= ticket.Entrant.Bytes;
        Withdraw(line);
        line.Waiting.Remove(ticket);
        Restore(line);
        Rise(line);
    }

    /// <summary>Takes the line out of the sets, whose order is made of what will change.</summary>
    private void Withdraw(TenantLine<T> line)
    {
        if (line.IsActive)
        {
            _active.Remove(line);
            _activeByServed.Remove(line);
            _activeWeight = _active.Count == 0 ? 0 : _activeWeight - line.Weight;
        }
        else
        {
            _idle.Remove(line);
        }
    }

    /// <summary>Puts the line back where it belongs now.</summary>
    private void Restore(TenantLine<T> line)
    {
        if (line.IsActive)
        {
            _active.Add(line);
            _activeByServed.Add(line);
            _activeWeight += line.Weight;
        }
        else
        {
            _idle.Add(line);
        }
    }

    private void Learn(TenantLine<T> line, double part)
    {
        line.UsedPart += LearningPace * (part - line.UsedPart);
        _usedPart += LearningPace * (part - _usedPart);
    }

    /// <summary>Raises the level after a call of this line was taken, ended or left, and forgets tenants that would be lifted to it anyway. One that runs is kept.</summary>
    private void Rise(TenantLine<T> line)
    {
        _level = Math.Max(_level, (_activeByServed.Min ?? line).Served);
        while (_idle.Min is { Running: 0 } idle && idle.Served <= _level)
        {
            _idle.Remove(idle);
            _lines.Remove(idle.Tenant);
        }
    }
}

using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>
/// Decides who is next among tenants that wait for the same upstream: the virtual token counter of "Fairness in Serving Large Language Models"
/// (OSDI'24). Not thread-safe; its time is an argument, in ticks.
/// </summary>
/// <remarks>
/// Each tenant has a counter of tokens served, divided by its weight. The next is the tenant with the least counter among those that wait.
/// <list type="bullet">
/// <item>Taken: counter += estimate / weight. Given back: counter += (used - estimate) / weight.</item>
/// <item>Newly waiting: counter = max(counter, least counter of those that wait; where nobody does, the counter of who was last taken). So nobody
/// saves up for later what he did not use.</item>
/// <item>Two tenants that wait all the time differ in tokens / weight by at most 2 max(U / weight), U being what the calls of one tenant that run at once use.</item>
/// </list>
/// Within a tenant higher priorities go first, then who came first. Every step is O(log n).
/// </remarks>
internal sealed class FairQueue<T>(QueueOptions bounds)
{
    private static readonly Comparer<Ticket<T>> s_soonest = Comparer<Ticket<T>>.Create(static (one, other) =>
        one.Until != other.Until ? one.Until.CompareTo(other.Until) : one.Number.CompareTo(other.Number));

    private readonly Dictionary<TenantId, TenantLine<T>> _lines = [];
    private readonly SortedSet<TenantLine<T>> _active = new(TenantLine<T>.LeastServed);
    private readonly SortedSet<TenantLine<T>> _idle = new(TenantLine<T>.LeastServed);
    private readonly SortedSet<Ticket<T>> _expiries = new(s_soonest);
    private double _lastCounter;
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
        if (!_lines.TryGetValue(entrant.Tenant, out var line)) _lines.Add(entrant.Tenant, line = new TenantLine<T>(entrant.Tenant, _numbers));
        if (line.IsActive)
        {
            _activeWeight += entrant.Weight - line.Weight;
            line.Weight = entrant.Weight;
            line.Waiting.Add(ticket);
        }
        else
        {
            _idle.Remove(line);
            line.Counter = Math.Max(line.Counter, _active.Min?.Counter ?? _lastCounter);
            line.Weight = entrant.Weight;
            line.Waiting.Add(ticket);
            _active.Add(line);
            _activeWeight += line.Weight;
        }

        _expiries.Add(ticket);
        Bytes += entrant.Bytes;
        return ticket;
    }

    /// <summary>Takes out who is next and charges its tenant with the estimate; null where nobody waits. Who has expired is for <see cref="Expire"/> first.</summary>
    public Ticket<T>? Take()
    {
        if (_active.Min is not { } line) return null;
        var ticket = line.Waiting.Min!;
        line.Running++;
        Leave(line, ticket);
        Charge(line, ticket.Entrant.Tokens / ticket.Entrant.Weight);
        _lastCounter = line.Counter;
        Forget();
        return ticket;
    }

    /// <summary>Ends a call that was taken: what it used replaces the estimate.</summary>
    public void GiveBack(Ticket<T> ticket, long tokens)
    {
        var line = _lines[ticket.Entrant.Tenant];
        line.Running--;
        Charge(line, (tokens - ticket.Entrant.Tokens) / ticket.Entrant.Weight);
        Forget();
    }

    /// <summary>Takes out one that no longer waits for its turn. False where it had left before.</summary>
    public bool Remove(Ticket<T> ticket)
    {
        if (!_expiries.Contains(ticket)) return false;
        Leave(_lines[ticket.Entrant.Tenant], ticket);
        Forget();
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
        line.Waiting.Remove(ticket);
        _expiries.Remove(ticket);
        Bytes -= ticket.Entrant.Bytes;
        if (line.IsActive) return;
        _active.Remove(line);
        _activeWeight = _active.Count == 0 ? 0 : _activeWeight - line.Weight;
        _idle.Add(line);
    }

    private void Charge(TenantLine<T> line, double amount)
    {
        var home = line.IsActive ? _active : _idle;
        home.Remove(line);
        line.Counter = Math.Max(0, line.Counter + amount);
        home.Add(line);
    }

    /// <summary>Forgets tenants that would be lifted anyway when they come again. One that runs is kept for its correction.</summary>
    private void Forget()
    {
        var lift = _active.Min?.Counter ?? _lastCounter;
        while (_idle.Min is { Running: 0 } line && line.Counter <= lift)
        {
            _idle.Remove(line);
            _lines.Remove(line.Tenant);
        }
    }
}

namespace Orchestrator.Dispatch;

/// <summary>One tenant in a fair queue: what it has been served, and who of it waits.</summary>
internal sealed class TenantLine<T>(TenantId tenant, long number)
{
    private static readonly Comparer<Ticket<T>> s_higherThenEarlier = Comparer<Ticket<T>>.Create(static (one, other) =>
        one.Entrant.Priority != other.Entrant.Priority ? other.Entrant.Priority.CompareTo(one.Entrant.Priority) : one.Number.CompareTo(other.Number));

    /// <summary>The least counter first, the elder line where they are equal.</summary>
    public static Comparer<TenantLine<T>> LeastServed { get; } = Comparer<TenantLine<T>>.Create(static (one, other) =>
        one.Counter != other.Counter ? one.Counter.CompareTo(other.Counter) : one.Number.CompareTo(other.Number));

    public TenantId Tenant => tenant;

    public long Number => number;

    /// <summary>Tokens served, divided by the weight. Must not change while the line stands in a sorted set.</summary>
    public double Counter { get; set; }

    public double Weight { get; set; } = 1;

    /// <summary>Calls that were taken and not given back.</summary>
    public int Running { get; set; }

    public SortedSet<Ticket<T>> Waiting { get; } = new(s_higherThenEarlier);

    public bool IsActive => Waiting.Count > 0;
}

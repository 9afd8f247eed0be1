namespace Orchestrator.Dispatch;

/// <summary>One tenant in a fair queue: what it has been served, and who of it waits. None of it may change while the line stands in a sorted set.</summary>
/// <param name="number">Tells lines apart that are equal otherwise: the elder has the lower one.</param>
/// <param name="usedPart">How much of their estimates calls usually use.</param>
internal sealed class TenantLine<T>(TenantId tenant, long number, double usedPart)
{
    private static readonly Comparer<Ticket<T>> s_higherThenEarlier = Comparer<Ticket<T>>.Create(static (one, other) =>
        one.Entrant.Priority != other.Entrant.Priority ? other.Entrant.Priority.CompareTo(one.Entrant.Priority) : one.Number.CompareTo(other.Number));

    /// <summary>Who is to be taken first: the least served and expected, of equal ones who runs less, then the elder.</summary>
    public static Comparer<TenantLine<T>> NextFirst { get; } = Comparer<TenantLine<T>>.Create(static (one, other) =>
        Order(one.Served + one.Expected, other.Served + other.Expected) ?? Order(one.Running / one.Weight, other.Running / other.Weight) ?? one._number.CompareTo(other._number));

    /// <summary>The least served first, then the elder.</summary>
    public static Comparer<TenantLine<T>> LeastServed { get; } = Comparer<TenantLine<T>>.Create(static (one, other) =>
        Order(one.Served, other.Served) ?? one._number.CompareTo(other._number));

    private readonly long _number = number;

    public TenantId Tenant => tenant;

    /// <summary>Tokens that its ended calls used, divided by its weight, and what it was lifted by.</summary>
    public double Served { get; set; }

    /// <summary>Tokens that its running calls are expected to use, divided by its weight.</summary>
    public double Expected { get; set; }

    public double Weight { get; set; } = 1;

    /// <summary>Calls that were taken and not given back.</summary>
    public int Running { get; set; }

    /// <summary>How much of their estimates its calls used lately, on average.</summary>
    public double UsedPart { get; set; } = usedPart;

    public SortedSet<Ticket<T>> Waiting { get; } = new(s_higherThenEarlier);

    public bool IsActive => Waiting.Count > 0;

    private static int? Order(double one, double other) => one == other ? null : one.CompareTo(other);
}

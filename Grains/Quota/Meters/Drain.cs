namespace Orchestrator.Quota;

/// <summary>What is used and comes back at a steady pace: a depth that rises with each unit, falls with time and is never below nothing.</summary>
/// <remarks>
/// With an amount A per period P the depth is <c>X = units·P</c>: a unit adds P, a tick takes A away. These are whole numbers, so nothing is
/// ever rounded but what leaves: units and waits, both up.
/// Ranges: A up to 10^18, P up to 2.7·10^13 ticks, times up to 3.2·10^18 ticks, X up to (2^63 - 1)·P, where it saturates. Every sum and
/// every product of a time and A or of units and P stays below 10^37, and an Int128 ends at 1.7·10^38.
/// </remarks>
internal readonly record struct Drain
{
    public Drain(MeterMark mark)
    {
        (Amount, Period) = (mark.Terms.Amount, mark.Terms.Period);
        Depth = (Int128)mark.Used * Period + mark.Part;
        Latest = Now = mark.At;
    }

    public long Amount { get; }

    public long Period { get; }

    /// <summary>Units that have not drained yet, rounded up.</summary>
    public long Used => (long)((Depth + Period - 1) / Period);

    private Int128 Depth { get; init => field = Int128.Min(value, (Int128)long.MaxValue * Period); }

    /// <summary>The latest moment the clock showed: what drains by then has drained.</summary>
    private long Latest { get; init; }

    /// <summary>What the clock shows. If it went back, nothing drains until it is at the latest again, and waits are that much longer.</summary>
    private long Now { get; init; }

    public Drain Advance(long now) => now <= Latest
        ? this with { Now = now }
        : this with { Depth = Int128.Max(0, Depth - (Int128)(now - Latest) * Amount), Now = now, Latest = now };

    public Drain Add(long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        return this with { Depth = Depth + (Int128)units * Period };
    }

    /// <summary>How long until at most so many units have not drained.</summary>
    public TimeSpan TimeUntil(long used)
    {
        var excess = Depth - (Int128)used * Period;
        if (excess <= 0) return TimeSpan.Zero;

        var ticks = (excess + Amount - 1) / Amount + (Latest - Now);
        return new TimeSpan((long)Int128.Min(ticks, DateTime.MaxValue.Ticks - Now));
    }

    /// <summary>Adds what was used under other terms, but no more than drains within the wait, or than a whole burst where that is more.</summary>
    public Drain Inherit(MeterMark before, TimeSpan wait, long burst)
    {
        var part = before.Part == 0 ? 0 : ((Int128)before.Part * Period + before.Terms.Period - 1) / before.Terms.Period;
        var most = Int128.Max((Int128)wait.Ticks * Amount, (Int128)burst * Period);
        return this with { Depth = Int128.Min((Int128)before.Used * Period + part, most) };
    }

    public MeterMark Mark(LimitTerms terms) => new()
    {
        Terms = terms,
        At = Latest,
        Used = (long)(Depth / Period),
        Part = (long)(Depth % Period),
    };
}

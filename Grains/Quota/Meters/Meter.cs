namespace Orchestrator.Quota;

/// <summary>How much of one limit counts as used, as time goes by. Every call refers to the last <see cref="Advance"/>; units held by leases are the caller's to count.</summary>
internal abstract class Meter(LimitTerms terms)
{
    /// <summary>The most that counts as used, so that callers can add to it.</summary>
    protected const long MostUsed = long.MaxValue / 4;

    private const long MostAmount = 1_000_000_000_000_000_000;
    private const long MostPeriod = 31 * TimeSpan.TicksPerDay;

    public LimitTerms Terms { get; } = terms;

    /// <summary>Units that count as used, rounded up; 2.3·10^18 at most.</summary>
    public abstract long Used { get; }

    /// <summary>Most units that may be used and held at once.</summary>
    public abstract long Capacity { get; }

    /// <summary>How long a request that is let through now has to wait for its turn; zero where the limit does not shape.</summary>
    public virtual TimeSpan Turn => TimeSpan.Zero;

    /// <summary>Whether the limit lets requests through one by one. What it grants is spent at once and never given back.</summary>
    public virtual bool Shapes => false;

    /// <summary>How long until nothing counts as used any more.</summary>
    public TimeSpan ResetAfter => TimeUntil(0);

    /// <summary>Forgets what time has overtaken. A clock that went back forgets nothing.</summary>
    public abstract void Advance(long now);

    /// <summary>Counts units as used now, covered or not: what goes beyond the capacity is debt.</summary>
    public abstract void Spend(long units);

    /// <summary>How long until at most so many units count as used, if nothing else is spent; zero where that is so now. Ends with the calendar.</summary>
    public abstract TimeSpan TimeUntil(long used);

    /// <summary>Whether so many units fit beside those that are used and those that are held.</summary>
    public virtual bool Fits(long held, long units) => units <= Capacity - held - Used;

    /// <summary>How long until they fit if nothing else happens. Where those held are in the way, when all that is used is forgotten.</summary>
    public virtual TimeSpan WaitFor(long held, long units) => TimeUntil(Math.Max(0, Capacity - held - Math.Min(units, Capacity)));

    /// <summary>Whether no more is used than another meter of the same limit counts, and so many units.</summary>
    public virtual bool IsWithin(Meter other, long units) => Used - units <= other.Used;

    /// <summary>A meter of the same state that goes on by itself.</summary>
    public abstract Meter Copy();

    /// <summary>What has to be written down so that <see cref="Create"/> goes on with at least as much counted as used.</summary>
    public abstract MeterMark Mark();

    /// <summary>
    /// Goes on from a mark, or from nothing used. Under other terms of the same unit the units that were used stay used, but a smaller
    /// limit asks for no longer a wait than a whole capacity of it, or than was to be waited before.
    /// </summary>
    public static Meter Create(LimitTerms terms, MeterMark? mark, long now)
    {
        Check(terms);
        if (mark is null || mark.Terms.Unit != terms.Unit) return From(new MeterMark { Terms = terms, At = now });

        var latest = Math.Max(now, mark.At);
        var meter = From(mark);
        meter.Advance(latest);
        if (mark.Terms != terms)
        {
            var before = meter;
            meter = From(new MeterMark { Terms = terms, At = latest });
            meter.Inherit(before.Mark(), before.ResetAfter);
        }

        meter.Advance(now);
        return meter;
    }

    /// <summary>Counts what was used under other terms, as long as no wait comes of it that is longer than the one before and than a whole capacity's.</summary>
    protected abstract void Inherit(MeterMark before, TimeSpan wait);

    private static Meter From(MeterMark mark) => mark.Terms switch
    {
        { Unit: QuotaUnit.Concurrency } => new Permits(mark.Terms),
        { Algorithm: QuotaAlgorithm.TokenBucket } => new TokenBucket(mark),
        { Algorithm: QuotaAlgorithm.LeakyBucket } => new LeakyBucket(mark),
        { Algorithm: QuotaAlgorithm.FixedWindow } => new FixedWindow(mark),
        { Algorithm: QuotaAlgorithm.SlidingWindow } => new SlidingWindow(mark),
        _ => throw new ArgumentOutOfRangeException(nameof(mark), mark.Terms.Algorithm, "There is no such algorithm."),
    };

    private static void Check(LimitTerms terms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Amount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Amount, MostAmount);
        if (terms.Unit is QuotaUnit.Concurrency || terms.Algorithm is QuotaAlgorithm.FixedWindow) return;

        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Period, MostPeriod);
        ArgumentOutOfRangeException.ThrowIfNegative(terms.Burst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Burst, MostAmount);
    }
}

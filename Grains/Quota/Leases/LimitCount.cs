namespace Orchestrator.Quota;

/// <summary>One count of a limit at the authority: what is used, what is leased, and how much of that the store covers.</summary>
/// <remarks>
/// A grant is given out once the store covers it. So that not every grant has to wait for a write, what is written runs ahead: by what is
/// granted in 100 ms, at most by 1/400 of the amount or what comes back in 50 ms. A crash burns no more than that and what came back since
/// the last write; <see cref="IsLoose"/> says when that is as much again. Permits come back by themselves, so for them the most that were
/// out lately is written, and 1 % of the amount.
/// </remarks>
internal sealed class LimitCount
{
    private static readonly TimeSpan s_unknown = TimeSpan.FromSeconds(1);
    private static readonly long s_peakLasts = TimeSpan.TicksPerSecond;

    private Meter _meter;
    private Coverage _stored;
    private Coverage? _proposed;
    private long _proposedAt;
    private long _granted;
    private long _peak;
    private long _peakBefore;
    private long _peakSince;

    public LimitCount(LimitKey key, LimitTerms terms, LimitMark? mark, long now)
    {
        Key = key;
        _meter = Meter.Create(terms, mark?.Meter, now);
        Held = Unaccounted = mark is not null && mark.Meter.Terms.Unit == terms.Unit ? mark.Held : 0;
        _stored = new Coverage(_meter.Copy(), Held);
        _proposedAt = _peakSince = now;
    }

    public LimitKey Key { get; }

    public LimitTerms Terms => _meter.Terms;

    /// <summary>Units leased and, as far as is known, neither spent nor given back.</summary>
    public long Held { get; private set; }

    /// <summary>The part of them that a predecessor may have leased to holders that have not spoken yet.</summary>
    public long Unaccounted { get; private set; }

    public bool Shapes => _meter.Shapes;

    public TimeSpan Turn => _meter.Turn;

    public long Room => Math.Max(0, _meter.Capacity - Held - _meter.Used);

    /// <summary>The store covers all that is granted, also if it holds what is being written.</summary>
    public bool IsCovered => _stored.Covers(_meter, Held) && _proposed?.Covers(_meter, Held) is not false;

    /// <summary>Grants will soon have to wait for a write.</summary>
    public bool RunsShort(long now) => Ahead(now) is > 0 and var ahead && _stored.Beyond(_meter, Held) < ahead / 4;

    /// <summary>A crash would burn noticeably more than what is written ahead on purpose.</summary>
    public bool IsLoose => _stored.Beyond(_meter, Most) > 2 * Math.Max(MostAhead, 1);

    /// <summary>Nothing is used and nothing held: a count that begins anew would be the same.</summary>
    public bool IsNothing => Held == 0 && _meter.Used == 0;

    private long Most => Terms.Unit is QuotaUnit.Concurrency ? Math.Max(Held, Math.Max(_peak, _peakBefore)) : Held;

    private long MostAhead => Terms.Unit is QuotaUnit.Concurrency ? Terms.Amount / 100 : Math.Max(Terms.Amount / 400, Refill(TimeSpan.FromMilliseconds(50)));

    public QuotaLevel Level => new(Terms.Name, Terms.Unit, Terms.Amount, Room, _meter.ResetAfter, Terms.Window)
    {
        Capacity = _meter.Capacity,
        Debt = Math.Max(0, _meter.Used - _meter.Capacity),
    };

    public void Advance(long now)
    {
        _meter.Advance(now);
        _stored.Advance(now);
        _proposed?.Advance(now);
        if (now - _peakSince < s_peakLasts) return;
        (_peakBefore, _peak, _peakSince) = (_peak, Held, now);
    }

    /// <summary>Goes on under other terms of the same unit. What is written was counted under the former ones, and covers nothing of these.</summary>
    public void Follow(LimitTerms terms, long now)
    {
        if (terms == Terms) return;
        _meter = Meter.Create(terms, _meter.Mark(), now);
        _stored = new Coverage(Meter.Create(terms, null, now), -1);
        _proposed = null;
    }

    public bool Fits(long units) => _meter.Fits(Held, units);

    /// <summary>How long until so many units fit. Nobody knows when what is held comes back: where only that is in the way, a second.</summary>
    public TimeSpan WaitFor(long units) => _meter.WaitFor(Held, units) is { Ticks: > 0 } wait ? wait : s_unknown;

    /// <summary>Leases units; where the limit shapes they are used at once.</summary>
    public void Grant(long units)
    {
        if (Shapes) _meter.Spend(units);
        else Hold(units);
        _granted += units;
    }

    /// <summary>Counts units as used.</summary>
    public void Spend(long units) => _meter.Spend(units);

    /// <summary>Counts more units as held, or fewer.</summary>
    public void Hold(long units)
    {
        Held += units;
        _peak = Math.Max(_peak, Held);
    }

    /// <summary>A holder has shown up that holds so many units: as far as they may be among the unaccounted ones, they are.</summary>
    public void Claim(long units)
    {
        var known = Math.Min(units, Unaccounted);
        Unaccounted -= known;
        Hold(units - known);
    }

    /// <summary>What to write so that nothing is minted, if units that are held are taken for used from then on.</summary>
    public LimitMark Propose(long now, long lost, bool exact)
    {
        var meter = _meter.Copy();
        meter.Spend(lost);
        var held = Held - lost;
        if (!exact) held = Math.Max(held, Most - lost) + Ahead(now);
        _proposed = new Coverage(meter, held);
        (_proposedAt, _granted) = (now, 0);
        return new LimitMark(meter.Mark(), held);
    }

    /// <summary>What was proposed is written, and with it that units are lost: they count as used and no longer as held.</summary>
    public void Confirm(long lost, bool forsaken)
    {
        if (forsaken) Unaccounted = 0;
        _stored = _proposed ?? _stored;
        _proposed = null;
        _meter.Spend(lost);
        Hold(-lost);
    }

    private long Ahead(long now)
    {
        if (Terms.Unit is QuotaUnit.Concurrency) return MostAhead;
        var elapsed = Math.Max(now - _proposedAt, TimeSpan.TicksPerMillisecond);
        var demand = (long)Int128.Min((Int128)_granted * 100 * TimeSpan.TicksPerMillisecond / elapsed, Terms.Amount);
        return Math.Min(Math.Max(demand, Refill(TimeSpan.FromMilliseconds(100))), MostAhead);
    }

    private long Refill(TimeSpan time) => (long)((Int128)Terms.Amount * time.Ticks / Terms.Window.Ticks);
}

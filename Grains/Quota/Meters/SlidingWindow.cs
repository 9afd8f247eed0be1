using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>Lets an amount be used in any stretch of time that is as long as the period.</summary>
/// <remarks>
/// Time is cut into slots of <c>L = P/200</c> ticks, rounded up. With an amount A per period P, used is U, what was spent in the slot of now and in
/// the 200 before it; n units fit beside h held ones while <c>U + h + n ≤ A</c>.
/// Regimes: <c>U ≤ A</c>, a unit is forgotten between 200·L and 201·L ticks after it was spent; <c>U &gt; A</c>, debt: nothing fits until as much
/// as is beyond the amount has been forgotten, oldest first.
/// Bound: where units are granted only when they fit, are held from then on, and at most as many are spent as were held, then in any P ticks,
/// whether a unit is counted when it is granted or when it is spent,
/// <c>spent ≤ A</c>. And A units fit in every 201·L ticks, so at least 200/201 of the amount is usable, but for the rounding of L.
/// Proof: units spent at s are in a slot that ends after s, and count until 200·L ≥ P ticks after that end. So at the last grant or spending within
/// P ticks, everything spent within them is in U; what was granted within them is too, or is held; and U + h is at most A after a
/// grant, while to spend leaves it alone. With debt it is what U has risen to: <c>spent ≤ max(A, U(end))</c>.
/// </remarks>
internal sealed class SlidingWindow : Meter
{
    private const int SlotsInPeriod = 200;

    // In the order of their numbers; 201 at most.
    private readonly List<Slot> _slots = [];
    private readonly long _length;
    private long _latest;
    private long _now;
    private Int128 _used;

    public SlidingWindow(MeterMark mark) : base(mark.Terms)
    {
        _length = (Terms.Period + SlotsInPeriod - 1) / SlotsInPeriod;
        _now = mark.At;
        _latest = mark.At / _length;
        Take(mark.Slots);
    }

    private SlidingWindow(SlidingWindow other) : base(other.Terms) =>
        (_slots, _length, _latest, _now, _used) = ([.. other._slots], other._length, other._latest, other._now, other._used);

    public override long Used => (long)Int128.Min(_used, MostUsed);

    public override long Capacity => Terms.Amount;

    public override void Advance(long now)
    {
        _now = now;
        _latest = Math.Max(_latest, now / _length);

        var gone = 0;
        while (gone < _slots.Count && _slots[gone].Number < _latest - SlotsInPeriod) _used -= _slots[gone++].Units;
        _slots.RemoveRange(0, gone);
    }

    public override void Spend(long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        if (units == 0) return;

        if (_slots.Count == 0 || _slots[^1].Number != _latest) _slots.Add(new Slot(_latest, 0));

        // What counts as used is bounded slot by slot: each bound is more than any capacity, so none forgets what another still needs.
        var more = Math.Min(units, MostUsed - _slots[^1].Units);
        _slots[^1] = new Slot(_latest, _slots[^1].Units + more);
        _used += more;
    }

    public override TimeSpan TimeUntil(long used)
    {
        var (left, end) = (_used, _now);
        foreach (var slot in _slots)
        {
            if (left <= used) break;
            left -= slot.Units;
            end = (slot.Number + SlotsInPeriod + 1) * _length;
        }

        return new TimeSpan(Math.Min(end, DateTime.MaxValue.Ticks) - _now);
    }

    public override Meter Copy() => new SlidingWindow(this);

    public override MeterMark Mark() => new()
    {
        Terms = Terms,
        At = Math.Max(_now, _latest * _length),
        Used = (long)Int128.Min(_used, long.MaxValue),
        Slots = [.. _slots.SelectMany(slot => new[] { slot.Number, slot.Units })],
    };

    protected override void Inherit(MeterMark before, TimeSpan wait)
    {
        if (before.Terms.Algorithm is QuotaAlgorithm.SlidingWindow && before.Terms.Period == Terms.Period) Take(before.Slots);
        else Spend(before.UsedUp);
    }

    private void Take(ImmutableArray<long> slots)
    {
        for (var i = 0; i < slots.Length; i += 2)
        {
            _slots.Add(new Slot(slots[i], slots[i + 1]));
            _used += slots[i + 1];
        }
    }

    private readonly record struct Slot(long Number, long Units);
}

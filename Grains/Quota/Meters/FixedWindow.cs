namespace Orchestrator.Quota;

/// <summary>Lets an amount be used in each minute, hour, day or month of a zone's calendar, and forgets it when that ends.</summary>
/// <remarks>
/// With an amount A, used is U, what was spent since the <see cref="CalendarWindow"/> began; n units fit beside h held ones while
/// <c>U + h + n ≤ A</c>. At the end of a window <c>U := max(0, U - A)</c>.
/// Regimes: <c>U ≤ A</c>, all is forgotten when the window ends; <c>U &gt; A</c>, debt: what is beyond the amount starts the next window as used.
/// Bound: where units are granted only when they fit, are held from then on, and at most as many are spent as were held, then of each window,
/// whether a unit is counted when it is granted or when it is spent,
/// <c>spent ≤ A</c>; and so in any time that touches k windows at most k·A: twice the amount around the turn of a window.
/// Proof: U + h is at most A after a grant, and to spend leaves it alone, so U is never above A. What was granted within a window was
/// spent within it, and is in U, or is held at its end. With debt, each window that ends takes A off U, so k windows in a row see
/// <c>spent ≤ k·A + max(0, U(end) - A)</c>, and in a window that begins with <c>U ≥ A</c> nothing is granted.
/// </remarks>
internal sealed class FixedWindow : Meter
{
    private readonly TimeZoneInfo _zone;
    private CalendarWindow _window;
    private long _used;
    private long _now;

    public FixedWindow(MeterMark mark) : base(mark.Terms)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(mark.Terms.TimeZone);
        _window = CalendarWindow.At(Terms.Every, _zone, mark.At);
        _used = mark.Used;
        _now = mark.At;
    }

    public override long Used => Math.Min(_used, MostUsed);

    public override long Capacity => Terms.Amount;

    public override void Advance(long now)
    {
        _now = now;
        if (now < _window.End) return;

        var ended = _window.Index;
        _window = CalendarWindow.At(Terms.Every, _zone, now);
        _used = (long)Int128.Max(0, _used - (Int128)(_window.Index - ended) * Terms.Amount);
    }

    public override void Spend(long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        _used += Math.Min(units, long.MaxValue - _used);
    }

    public override TimeSpan TimeUntil(long used)
    {
        if (_used <= used) return TimeSpan.Zero;

        var windows = ((Int128)_used - used + Terms.Amount - 1) / Terms.Amount;
        var last = (long)Int128.Min(_window.Index + windows, long.MaxValue);
        return new TimeSpan(Math.Min(CalendarWindow.StartOf(Terms.Every, _zone, last), DateTime.MaxValue.Ticks) - _now);
    }

    public override Meter Copy() => (Meter)MemberwiseClone();

    public override MeterMark Mark() => new() { Terms = Terms, At = Math.Max(_now, _window.Start), Used = _used };

    protected override void Inherit(MeterMark before, TimeSpan wait)
    {
        var windows = CalendarWindow.At(Terms.Every, _zone, _now + wait.Ticks).Index - _window.Index;
        _used = (long)Int128.Min(before.UsedUp, (Int128)Math.Max(1, windows) * Terms.Amount);
    }
}

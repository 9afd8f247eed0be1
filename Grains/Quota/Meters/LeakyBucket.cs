namespace Orchestrator.Quota;

/// <summary>Lets requests through one by one at a steady pace; each waits its turn, behind no more than a burst of units.</summary>
/// <remarks>
/// The leaky bucket as a queue: with an amount A per period P and a burst B, the depth X of <see cref="Drain"/> is what has been let through
/// and has not had its turn. A request of n units, however large, is let through while <c>X/P + h ≤ B</c>; its turn comes after <c>X/A</c> ticks,
/// rounded up, and X rises by n·P.
/// Regimes: <c>X = 0</c>, at once; <c>0 &lt; X/P ≤ B - h</c>, after its turn; beyond, refused.
/// Bound: of the requests whose turns lie within any t ticks, all but the last have
/// <c>units ≤ t·A/P</c>, so the whole is that and one request.
/// Proof: let <c>D = time + X/A</c> be a turn before it is rounded. X falls by A a tick and not below 0, so of a request of n units and the next,
/// <c>D' ≥ D + n·P/A</c>. From the first D to the last in the window it is therefore at least the sum of all but the last, times P/A. As the
/// first and the last of t ticks are t - 1 apart, and rounding up moves D by less than 1, the sum is below <c>t·A/P</c>.
/// Nobody waits longer than <c>B·P/A</c> ticks, rounded up.
/// </remarks>
internal sealed class LeakyBucket(MeterMark mark) : Meter(mark.Terms)
{
    private Drain _drain = new(mark);

    public override long Used => Math.Min(_drain.Used, MostUsed);

    public override long Capacity => Terms.Burst;

    public override TimeSpan Turn => _drain.TimeUntil(0);

    public override bool Shapes => true;

    public override void Advance(long now) => _drain = _drain.Advance(now);

    public override void Spend(long units) => _drain = _drain.Add(units);

    public override TimeSpan TimeUntil(long used) => _drain.TimeUntil(used);

    /// <summary>Whether those in front leave room to wait; how much the request itself asks does not matter.</summary>
    public override bool Fits(long held, long units) => base.Fits(held, 0);

    public override TimeSpan WaitFor(long held, long units) => base.WaitFor(held, 0);

    public override Meter Copy() => (Meter)MemberwiseClone();

    public override MeterMark Mark() => _drain.Mark(Terms);

    protected override void Inherit(MeterMark before, TimeSpan wait) => _drain = _drain.Inherit(before, wait, Terms.Burst);
}

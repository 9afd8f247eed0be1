namespace Orchestrator.Quota;

/// <summary>Lets up to a burst be used at one moment, and what is used comes back at a steady pace: the generic cell rate algorithm, exact to the unit.</summary>
/// <remarks>
/// The virtual scheduling algorithm of ITU-T I.371, annex A, with an amount A per period P and a burst B. Used is <c>U = X/P</c> with the depth X
/// of <see cref="Drain"/>; n units fit beside h held ones while <c>U + h + n ≤ B</c>.
/// Regimes: <c>U = 0</c>, a whole burst fits; <c>0 &lt; U ≤ B</c>, what fits grows by A/P a tick; <c>U &gt; B</c>, debt: nothing fits until it is paid.
/// Bound: where units are granted only when they fit, are held from then on, and at most as many are spent as were held, then in any t ticks,
/// whether a unit is counted when it is granted or when it is spent,
/// <c>spent ≤ B + t·A/P</c>.
/// Proof: let Y be U and of the held units those that will be spent. Y rises only with grants, by what of them will be spent, and is at most B after
/// one; to spend turns held into used and leaves Y alone; Y falls by A/P a tick at most and never below 0. So what is granted within t is at
/// most <c>Y(end) - Y(start) + t·A/P</c>. U itself is between 0 and B too, rises only by what is spent and falls alike, hence the same by the
/// time of spending. With debt it is what U has risen to, <c>spent ≤ max(B, U(end)) + t·A/P</c>, and while U exceeds B nothing is granted.
/// </remarks>
internal sealed class TokenBucket(MeterMark mark) : Meter(mark.Terms)
{
    private Drain _drain = new(mark);

    public override long Used => Math.Min(_drain.Used, MostUsed);

    public override long Capacity => Terms.Burst;

    public override void Advance(long now) => _drain = _drain.Advance(now);

    public override void Spend(long units) => _drain = _drain.Add(units);

    public override TimeSpan TimeUntil(long used) => _drain.TimeUntil(used);

    public override Meter Copy() => (Meter)MemberwiseClone();

    public override MeterMark Mark() => _drain.Mark(Terms);

    protected override void Inherit(MeterMark before, TimeSpan wait) => _drain = _drain.Inherit(before, wait, Terms.Burst);
}

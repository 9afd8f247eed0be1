namespace Orchestrator.Quota;

/// <summary>Lets so many run at once: nothing is ever used, only held.</summary>
/// <remarks>
/// With an amount A and h permits held, n fit while <c>h + n ≤ A</c>. Bound: at no moment more than A are held. Time gives nothing back, and
/// nobody knows when a call ends, so who does not fit is asked to come back after a second.
/// </remarks>
internal sealed class Permits(LimitTerms terms) : Meter(terms)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    public override long Used => 0;

    public override long Capacity => Terms.Amount;

    public override void Advance(long now) { }

    public override void Spend(long units) { }

    public override TimeSpan TimeUntil(long used) => TimeSpan.Zero;

    public override TimeSpan WaitFor(long held, long units) => Fits(held, units) ? TimeSpan.Zero : s_retry;

    public override Meter Copy() => this;

    public override MeterMark Mark() => new() { Terms = Terms, At = 0 };

    protected override void Inherit(MeterMark before, TimeSpan wait) { }
}

namespace Orchestrator.Quota;

/// <summary>A limit on requests that run at once. At least as many permits as are out are written down, so a crash frees none too early.</summary>
/// <remarks>
/// The mark is the most that were out during the last second and 1 % of the amount: traffic that goes up and down does not write,
/// and a crash withholds little, for one lease.
/// </remarks>
internal sealed class ConcurrencyLimit : Limit
{
    private readonly PermitTable _permits;
    private long _now;
    private long _durable;
    private long _proposed;
    private long _peak;
    private long _peakSince;

    public ConcurrencyLimit(LimitTerms terms, TimeSpan lease, QuotaMark? mark, long now) : base(terms)
    {
        _durable = mark?.Permits ?? 0;
        _permits = new PermitTable(lease, now, _durable);
        _now = _peakSince = now;
    }

    public override long Remaining => Math.Max(0, Terms.Amount - _permits.Out);

    public override bool IsDurable => _permits.Out <= _durable;

    public override bool RunsShort => _durable < Terms.Amount && _durable - _permits.Out < Ahead / 4;

    public override bool IsAhead => _permits.Out != _durable;

    protected override TimeSpan ResetAfter => _permits.ResetAfter;

    private long Ahead => Terms.Amount / 100;

    public override void Advance(long now)
    {
        _now = Math.Max(_now, now);
        _permits.Advance(now);
    }

    public override long Asked(long tokens) => 1;

    public override TimeSpan WaitFor(long asked) =>
        _permits.Out + asked <= Terms.Amount ? TimeSpan.Zero : _permits.WaitFor(_permits.Out + asked - Terms.Amount);

    public override Hold Take(RequestId request, long asked)
    {
        _permits.Take(request);
        _peak = Math.Max(_peak, _permits.Out);
        return new Hold(this, asked, null);
    }

    public override void Undo(RequestId request, Hold hold) => _permits.Release(request);

    public override void Renew(RequestId request)
    {
        // A holder that was late goes on all the same: it is counted again where there is room.
        if (!_permits.Renew(request) && _permits.Out < Math.Min(Terms.Amount, _durable)) _permits.Take(request);
    }

    public override void Settle(RequestId request, Hold hold, long? tokens) => _permits.Release(request);

    public override void SettleUnknown(RequestId request)
    {
        if (!_permits.Release(request)) _permits.ReleaseUnknown();
    }

    public override void Resize(LimitTerms terms) => Terms = terms;

    public override QuotaMark Propose(bool exact)
    {
        var most = Math.Max(_permits.Out, _peak) + Ahead;
        _proposed = exact ? _permits.Out : Math.Max(_permits.Out, Math.Min(most, Terms.Amount));
        _durable = Math.Min(_durable, _proposed);
        if (_now - _peakSince >= TimeSpan.TicksPerSecond) (_peak, _peakSince) = (_permits.Out, _now);
        return new QuotaMark { Permits = _proposed, Unit = Terms.Unit, Amount = Terms.Amount };
    }

    public override void Confirm() => _durable = _proposed;
}

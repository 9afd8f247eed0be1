namespace Orchestrator.Quota;

/// <summary>A limit on requests or tokens a period. Only what lies below the mark is granted, so a crash burns at most one chunk and mints nothing.</summary>
/// <remarks>
/// The chunk by which the mark runs ahead: what was taken per 100 ms since the last mark, at least what 100 ms refill (a slow tenant
/// would otherwise write for every call, as time itself overtakes the mark), at most 1 % of the amount, in whole units. For amounts
/// below 100 that is nothing: every grant is written down to the tick.
/// </remarks>
internal sealed class RateLimit : Limit
{
    private const long Ahead = TimeSpan.TicksPerMillisecond * 100;

    private readonly TokenBucket _bucket;
    private long _now;
    private long _durable;
    private long _proposed;
    private long _proposedAt;
    private long _chunk;
    private Int128 _taken;

    public RateLimit(LimitTerms terms, QuotaMark? mark, long now) : base(terms)
    {
        _now = _proposedAt = now;
        _durable = mark?.UsedUpTo ?? now;
        var counted = mark is null ? terms : terms with { Amount = mark.Amount, Period = mark.Period };
        _bucket = new TokenBucket(counted, now, _durable);
        if (counted != terms) Resize(terms);
    }

    public override long Remaining => _bucket.Remaining;

    public override bool IsDurable => _bucket.IsWithin(_durable);

    public override bool RunsShort => _chunk > 0 && !_bucket.IsWithin(_durable - _chunk / 4);

    public override bool IsAhead => _durable > _now && _durable != _bucket.Position;

    protected override TimeSpan ResetAfter => _bucket.ResetAfter;

    public override void Advance(long now)
    {
        _now = Math.Max(_now, now);
        _bucket.Advance(now);
    }

    // A small limit must not refuse every call only because the default reservation is larger: tokens are asked up to the burst.
    public override long Asked(long tokens) => Terms.Unit is QuotaUnit.Requests ? 1 : Math.Min(tokens, Terms.Burst);

    public override TimeSpan WaitFor(long asked) => _bucket.WaitFor(asked);

    public override Hold Take(RequestId request, long asked)
    {
        _taken += asked;
        return new Hold(this, asked, _bucket.Take(asked));
    }

    public override void Undo(RequestId request, Hold hold)
    {
        _bucket.GiveBack(hold.Layer!, hold.Units);
        _bucket.Release(hold.Layer!);
    }

    public override void Renew(RequestId request) { }

    public override void Settle(RequestId request, Hold hold, long? tokens)
    {
        if (Terms.Unit is QuotaUnit.Tokens && tokens is { } used)
        {
            if (used < hold.Units) _bucket.GiveBack(hold.Layer!, hold.Units - used);
            else _bucket.Owe(used - hold.Units);
        }

        _bucket.Release(hold.Layer!);
    }

    // Its reservation lies below the mark it was granted under, so it is counted. How much of it came back nobody knows any more.
    public override void SettleUnknown(RequestId request) { }

    public override void Resize(LimitTerms terms)
    {
        _bucket.Resize(terms);
        Terms = terms;

        // What is written, or being written, was counted under the other terms: it covers nothing of these.
        (_durable, _proposed, _chunk) = (0, 0, 0);
    }

    public override QuotaMark Propose(bool exact)
    {
        var chunk = exact ? 0 : Chunk();
        _proposed = _bucket.PositionWith(chunk);
        _chunk = _proposed - _bucket.Position;
        _durable = Math.Min(_durable, _proposed);
        (_proposedAt, _taken) = (_now, 0);
        return new QuotaMark { UsedUpTo = _proposed, Unit = Terms.Unit, Amount = Terms.Amount, Period = Terms.Period };
    }

    public override void Confirm() => _durable = _proposed;

    private long Chunk()
    {
        var demand = _taken * Ahead / Math.Max(_now - _proposedAt, TimeSpan.TicksPerMillisecond);
        var refill = (Int128)Terms.Amount * Ahead / Terms.Period;
        return (long)Int128.Min(Int128.Max(demand, refill), Terms.Amount / 100);
    }
}

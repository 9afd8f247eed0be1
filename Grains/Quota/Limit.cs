namespace Orchestrator.Quota;

/// <summary>One limit of a tenant: what is used of it, and up to which mark that is written down. Every call refers to the last <see cref="Advance"/>.</summary>
internal abstract class Limit(LimitTerms terms)
{
    public LimitTerms Terms { get; protected set; } = terms;

    public abstract long Remaining { get; }

    /// <summary>All that is used lies below what the store holds.</summary>
    public abstract bool IsDurable { get; }

    /// <summary>The mark is near enough to be moved before somebody has to wait for it.</summary>
    public abstract bool RunsShort { get; }

    /// <summary>A clean stop would leave more written down than is used.</summary>
    public abstract bool IsAhead { get; }

    protected abstract TimeSpan ResetAfter { get; }

    public QuotaLevel Level => new(Terms.Name, Terms.Unit, Terms.Amount, Remaining, ResetAfter, new TimeSpan(Terms.Period));

    public abstract void Advance(long now);

    /// <summary>What a request with so many tokens asks of this limit.</summary>
    public abstract long Asked(long tokens);

    /// <summary>How long until the request fits if nothing else happens; zero where it fits now.</summary>
    public abstract TimeSpan WaitFor(long asked);

    public abstract Hold Take(RequestId request, long asked);

    /// <summary>Undoes a take that was not granted.</summary>
    public abstract void Undo(RequestId request, Hold hold);

    public abstract void Renew(RequestId request);

    /// <summary>Replaces what was taken by what was used; null keeps it.</summary>
    public abstract void Settle(RequestId request, Hold hold, long? tokens);

    /// <summary>Hears of the end of a request that is not known.</summary>
    public abstract void SettleUnknown(RequestId request);

    /// <summary>Goes on under other terms of the same unit.</summary>
    public abstract void Resize(LimitTerms terms);

    /// <summary>The mark to write next. Until it is confirmed only what lies below both marks is durable, as either may be what the store holds.</summary>
    public abstract QuotaMark Propose(bool exact);

    /// <summary>The proposed mark is written.</summary>
    public abstract void Confirm();
}

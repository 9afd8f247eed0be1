using System.Numerics;

namespace Orchestrator.Quota;

/// <summary>Decides what a rate still allows and when it allows more: the generic cell rate algorithm, exact to the unit.</summary>
/// <remarks>
/// The virtual scheduling algorithm of ITU-T I.371, annex A: with an amount A per period P and a burst B, a call of n units moves the
/// theoretical arrival time to <c>T' = max(T, now) + n·P/A</c> and conforms when <c>T' ≤ now + B·P/A</c>.
/// Kept is <c>X = (max(T, now) - now)·A</c>, in which a unit costs P and a tick refills A: whole numbers, so nothing is ever rounded;
/// only positions and waits, which leave as ticks, are rounded up.
/// Bound: X is never below 0, falls by A a tick, rises by n·P a grant and is at most B·P after one, so in any window of t ticks
/// <c>granted ≤ B + t·A/P</c>. What was given back counts as never granted (<see cref="Backlog"/>); what is owed is not granted
/// but makes X rise beyond B·P, and nothing is granted until it has fallen again.
/// Ranges: A and B up to 10^12, P up to 2.7·10^13 ticks, T up to 3.2·10^18 ticks, so every product stays below 10^38.
/// </remarks>
internal sealed class TokenBucket
{
    private readonly Backlog _backlog = new();
    private LimitTerms _terms;
    private long _now;

    public TokenBucket(LimitTerms terms, long now, long position)
    {
        _terms = terms;
        _now = now;
        if (position > now) _backlog.Reset((Int128)(position - now) * terms.Amount);
    }

    /// <summary>The theoretical arrival time: the moment, in ticks, at which the bucket is whole again.</summary>
    public long Position => PositionWith(0);

    public long Remaining => (long)(Room > 0 ? Room / _terms.Period : 0);

    public TimeSpan ResetAfter => new(Ticks(_backlog.Depth));

    private Int128 Room => (Int128)_terms.Burst * _terms.Period - _backlog.Depth;

    /// <summary>Refills up to now. A clock that went back refills nothing.</summary>
    public void Advance(long now)
    {
        if (now <= _now) return;
        if (_backlog.Depth > 0) _backlog.Drain((Int128)(now - _now) * _terms.Amount);
        _now = now;
    }

    /// <summary>How long until so many units fit; zero where they fit now. Never more than the burst is asked.</summary>
    public TimeSpan WaitFor(long units)
    {
        var missing = (Int128)units * _terms.Period - Room;
        return missing <= 0 ? TimeSpan.Zero : new TimeSpan(Ticks(missing));
    }

    public Layer Take(long units) => _backlog.Push((Int128)units * _terms.Period);

    public void GiveBack(Layer layer, long units) => _backlog.GiveBack(layer, (Int128)units * _terms.Period);

    public void Release(Layer layer) => _backlog.Release(layer);

    /// <summary>Adds units that were used without being asked for, up to the end of the calendar.</summary>
    public void Owe(long units)
    {
        var most = (Int128)(DateTime.MaxValue.Ticks - _now) * _terms.Amount - _backlog.Depth;
        _backlog.Add(Int128.Clamp((Int128)units * _terms.Period, 0, Int128.Max(most, 0)));
    }

    /// <summary>Where the position would be after so many units more.</summary>
    public long PositionWith(long units) => _now + Ticks(_backlog.Depth + (Int128)units * _terms.Period);

    /// <summary>Whether nothing that is used lies beyond the position.</summary>
    public bool IsWithin(long position) => _backlog.Depth == 0 || _backlog.Depth <= (Int128)(position - _now) * _terms.Amount;

    /// <summary>
    /// Goes on under other terms. The units used stay used, but a smaller amount asks for no longer a wait than a whole burst of it or
    /// than was to be waited before. Where amount or period changed, what is held can no longer be given back.
    /// </summary>
    public void Resize(LimitTerms terms)
    {
        var depth = _backlog.Depth;
        var samePace = terms.Amount == _terms.Amount && terms.Period == _terms.Period;
        if (!samePace && depth > 0)
        {
            var used = ((BigInteger)depth * terms.Period + _terms.Period - 1) / _terms.Period;
            var most = Int128.Max((Int128)Ticks(depth) * terms.Amount, (Int128)terms.Burst * terms.Period);
            _backlog.Reset((Int128)BigInteger.Min(used, most));
        }

        _terms = terms;
    }

    private long Ticks(Int128 depth) => (long)((depth + _terms.Amount - 1) / _terms.Amount);
}

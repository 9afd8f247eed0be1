using System.Runtime.InteropServices;

namespace Orchestrator.Quota;

/// <summary>Keeps who holds a permit and until when, and how many are held by holders that a crash made us forget.</summary>
/// <remarks>
/// Bound: a permit counts until it is released or one lease has passed since its last renewal, so permits out never exceed the amount
/// while holders renew within the lease. The unknown ones count for one lease after the start; a holder that shows up takes its permit over
/// or gives it back, so that none is counted twice. Leases are equal, so the order of renewal is the order of expiry.
/// </remarks>
internal sealed class PermitTable(TimeSpan lease, long now, long unknown)
{
    private readonly Dictionary<RequestId, LinkedListNode<Permit>> _byRequest = [];
    private readonly LinkedList<Permit> _byExpiry = [];
    private readonly long _unknownUntil = now + lease.Ticks;
    private long _unknown = unknown;
    private long _now = now;

    public long Out => _byRequest.Count + _unknown;

    /// <summary>When the last permit ends if nobody renews.</summary>
    public TimeSpan ResetAfter => new(Math.Max(_byExpiry.Last?.Value.Until - _now ?? 0, _unknown > 0 ? _unknownUntil - _now : 0));

    /// <summary>Drops what has expired. A clock that went back drops nothing.</summary>
    public void Advance(long now)
    {
        _now = Math.Max(_now, now);
        if (_unknownUntil <= _now) _unknown = 0;
        while (_byExpiry.First is { } first && first.Value.Until <= _now) Remove(first);
    }

    public void Take(RequestId request)
    {
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(_byRequest, request, out var known);
        if (known) _byExpiry.Remove(node!);
        node = _byExpiry.AddLast(new Permit(request, _now + lease.Ticks));
    }

    /// <summary>Prolongs the request's permit, or finds it among the unknown ones. False where it holds none.</summary>
    public bool Renew(RequestId request)
    {
        if (!_byRequest.ContainsKey(request))
        {
            if (_unknown == 0) return false;
            _unknown--;
        }

        Take(request);
        return true;
    }

    /// <summary>Gives the request's permit back. False where it holds none.</summary>
    public bool Release(RequestId request)
    {
        if (!_byRequest.TryGetValue(request, out var node)) return false;
        Remove(node);
        return true;
    }

    /// <summary>Gives back the permit of a holder that is not known by name.</summary>
    public void ReleaseUnknown() => _unknown = Math.Max(0, _unknown - 1);

    /// <summary>How long until so many permits have expired if nobody renews.</summary>
    public TimeSpan WaitFor(long permits)
    {
        var node = _byExpiry.First;
        for (var unknownLeft = _unknown; ;)
        {
            var unknownNext = unknownLeft > 0 && (node is null || _unknownUntil <= node.Value.Until);
            if (!unknownNext && node is null) return lease;

            var until = unknownNext ? _unknownUntil : node!.Value.Until;
            permits -= unknownNext ? unknownLeft : 1;
            if (permits <= 0) return new TimeSpan(until - _now);

            if (unknownNext) unknownLeft = 0;
            else node = node!.Next;
        }
    }

    private void Remove(LinkedListNode<Permit> node)
    {
        _byRequest.Remove(node.Value.Request);
        _byExpiry.Remove(node);
    }

    private readonly record struct Permit(RequestId Request, long Until);
}

using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>
/// How long a call may be made to wait. A burst of short calls is waited out; a tenant that goes on sending half as much again as it is given is kept to a part of how long a call
/// takes, for a queue that stands makes all that is in it late and serves no more (as in "Site Reliability Engineering", 2016, chapter 22). Not thread-safe; its time is an
/// argument, in ticks.
/// </summary>
internal sealed class Patience(QueueOptions bounds)
{
    private const int MostTurned = 1_000_000;

    private readonly Dictionary<TenantId, Balance> _refused = [];

    /// <summary>Longest wait of this tenant's calls where they have the time; one call may always wait for its turn.</summary>
    /// <param name="held">How long a call usually holds its place, in seconds.</param>
    /// <param name="places">How many there are, 1 at least.</param>
    public TimeSpan Of(TenantId tenant, double held, int places, long now)
    {
        var part = TimeSpan.FromSeconds(held * Math.Max(bounds.WaitPerCall, 1.0 / places));
        return part > bounds.BurstWait || IsFlooding(tenant, now) ? part : bounds.BurstWait;
    }

    /// <summary>A call of the tenant was let in or may wait.</summary>
    public void Accept(TenantId tenant, long now)
    {
        if (_refused.Count > 0 && _refused.TryGetValue(tenant, out var balance)) balance.Count(0, 1, now);
    }

    /// <summary>A call of the tenant would have waited for too long.</summary>
    public void Refuse(TenantId tenant, long now)
    {
        if (!_refused.TryGetValue(tenant, out var balance)) _refused.Add(tenant, balance = new Balance(now));
        balance.Count(1, 0, now);
    }

    /// <summary>How many of the tenant's calls would run now had they not been refused: who counts those only that wait has the least of the places where most are refused.</summary>
    public int Turned(TenantId tenant, double held, long now) =>
        _refused.Count > 0 && _refused.TryGetValue(tenant, out var balance) ? (int)Math.Min(balance.RefusedPerSecond(now) * held, MostTurned) : 0;

    /// <summary>Forgets whom nothing was refused for a while.</summary>
    public void Forget(long now)
    {
        foreach (var (tenant, balance) in _refused)
        {
            balance.Count(0, 0, now);
            if (balance.Refused == 0) _refused.Remove(tenant);
        }
    }

    private bool IsFlooding(TenantId tenant, long now)
    {
        if (_refused.Count == 0 || !_refused.TryGetValue(tenant, out var balance)) return false;
        balance.Count(0, 0, now);
        return balance.Refused > balance.Accepted / 2;
    }

    /// <summary>What became of a tenant's calls within the last second or two.</summary>
    private sealed class Balance(long now)
    {
        private const long Length = TimeSpan.TicksPerSecond;

        private long _since = now;
        private (int Refused, int Accepted) _before;
        private (int Refused, int Accepted) _current;

        public int Refused => _before.Refused + _current.Refused;

        public double RefusedPerSecond(long now)
        {
            Count(0, 0, now);
            return Refused / TimeSpan.FromTicks(Length + now - _since).TotalSeconds;
        }

        public int Accepted => _before.Accepted + _current.Accepted;

        public void Count(int refused, int accepted, long now)
        {
            if (now - _since >= Length)
            {
                _before = now - _since < 2 * Length ? _current : default;
                _current = default;
                _since = now;
            }

            _current = (_current.Refused + refused, _current.Accepted + accepted);
        }
    }
}

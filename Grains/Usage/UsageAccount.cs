using System.Collections.Immutable;
using Orchestrator.Telemetry;

namespace Orchestrator.Usage;

/// <summary>What one silo has seen of one ledger's use and not yet written down. One flush is on its way at a time; until it is answered it stays what it is.</summary>
internal sealed class UsageAccount(string ledger, int mostRows)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Hour, string Key, string Model), UsageTally> _open = [];
    private UsageFlush? _onItsWay;
    private DateTimeOffset _openSince;
    private DateTimeOffset _onItsWaySince;

    public string Ledger { get; } = ledger;

    /// <summary>Since when there is something to be written down; null where there is nothing.</summary>
    public DateTimeOffset? WaitingSince
    {
        get
        {
            lock (_lock) return _onItsWay is not null ? _onItsWaySince : _open.Count > 0 ? _openSince : null;
        }
    }

    public void Add(RequestWalk walk, string key, DateTimeOffset now)
    {
        var hour = UsageTime.HourOf(now);
        lock (_lock)
        {
            if (_open.Count == 0) _openSince = now;
            var name = (hour, key, walk.Model.Value);
            if (!_open.TryGetValue(name, out var tally))
            {
                if (_open.Count >= mostRows) name = (hour, UsageKey.Other, UsageKey.Other);
                if (!_open.TryGetValue(name, out tally)) _open[name] = tally = new UsageTally();
            }

            tally.Add(walk);
        }
    }

    /// <summary>The flush that is on its way, else a new one of the oldest hour; null where there is nothing to say.</summary>
    public UsageFlush? Next(Guid source, Func<long> number)
    {
        lock (_lock)
        {
            if (_onItsWay is not null) return _onItsWay;
            if (_open.Count == 0) return null;
            var hour = _open.Keys.Min(name => name.Hour);
            var rows = _open.Where(row => row.Key.Hour == hour).Select(row => new UsageRow(row.Key.Key, row.Key.Model, row.Value.ToSums())).ToImmutableArray();
            foreach (var row in rows) _open.Remove((hour, row.Key, row.Model));
            _onItsWaySince = _openSince;
            return _onItsWay = new UsageFlush { Source = source, Number = number(), Hour = hour, Rows = rows };
        }
    }

    /// <summary>The flush that was on its way was answered.</summary>
    public void Answered()
    {
        lock (_lock) _onItsWay = null;
    }

    /// <summary>The flush was not answered: it is said again, when those have had their turn that wait already.</summary>
    public void NotAnswered(DateTimeOffset now)
    {
        lock (_lock) _onItsWaySince = now;
    }
}

using System.Collections.Concurrent;

namespace Orchestrator.Dashboard;

/// <summary>
/// What was learnt a moment ago, for whoever else wants to know the same: however many pages are open, the cluster is asked once. Where nobody
/// looks, nobody asks.
/// </summary>
internal sealed class Glances(TimeProvider clock)
{
    /// <summary>How long what was learnt is fresh.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(900);

    private const int Most = 1_000;

    private readonly ConcurrentDictionary<object, Glance> _glances = new();

    /// <summary>What was learnt under that key within the last moment, or what is learnt now.</summary>
    public async Task<T> At<T>(object key, Func<Task<T>> look)
    {
        var now = clock.GetTimestamp();
        if (_glances.TryGetValue(key, out var known) && IsFresh(known, now)) return await (Task<T>)known.Seen;
        if (_glances.Count >= Most) Forget(now);
        var glance = new Glance(look(), now);
        _glances[key] = glance;
        return await (Task<T>)glance.Seen;
    }

    private bool IsFresh(Glance glance, long now) => !glance.Seen.IsFaulted && clock.GetElapsedTime(glance.At, now) < Fresh;

    private void Forget(long now)
    {
        foreach (var (key, glance) in _glances)
        {
            if (!IsFresh(glance, now)) _glances.TryRemove(key, out _);
        }
    }

    private sealed record Glance(Task Seen, long At);
}

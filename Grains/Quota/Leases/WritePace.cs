namespace Orchestrator.Quota;

/// <summary>Spaces the writes of one tenant: twenty a second at most, ten of them in a row.</summary>
internal sealed class WritePace
{
    private static readonly long s_interval = TimeSpan.FromMilliseconds(100).Ticks;
    private const int InARow = 10;

    private long _nextAt;

    /// <summary>How long the next write has to wait; it is counted as begun then. At most 10 + 10 begin within a second.</summary>
    public TimeSpan Next(long now)
    {
        var arrival = Math.Max(_nextAt, now);
        _nextAt = arrival + s_interval;
        return new TimeSpan(Math.Max(0, arrival - now - (InARow - 1) * s_interval));
    }
}

namespace Orchestrator.Quota;

/// <summary>Spaces the writes of one tenant: at most so many a second, and half as many in a row.</summary>
/// <remarks>GCRA with an emission interval of 2/most s and a tolerance of most/2 - 1 intervals: within any second at most most/2 + most/2 writes begin.</remarks>
internal sealed class WritePace(int most)
{
    private readonly long _interval = 2 * TimeSpan.TicksPerSecond / most;
    private readonly int _inARow = Math.Max(1, most / 2);
    private long _nextAt;

    /// <summary>How long the next write has to wait; it is counted as begun then.</summary>
    public TimeSpan Next(long now)
    {
        var arrival = Math.Max(_nextAt, now);
        _nextAt = arrival + _interval;
        return new TimeSpan(Math.Max(0, arrival - now - (_inARow - 1) * _interval));
    }
}

namespace Orchestrator.Dispatch;

/// <summary>How many calls this silo may run at one upstream. Not thread-safe; its time is an argument, in ticks.</summary>
/// <remarks>
/// Before the first answer it is one call, so that a first request waits for nobody. Once the grain has been silent for the life of the share it is the
/// last known limit by the last known number of silos, and at least one: the silos may have moved apart, and none must take the others' part.
/// </remarks>
internal sealed class ShareBook
{
    private long _until = long.MaxValue;
    private int _silos = 1;
    private int _share = 1;

    public int Limit { get; private set; }

    /// <summary>Number of the answer that is acted on; 0 for none.</summary>
    public long Heard { get; private set; }

    public int At(long now) => now < _until ? _share : Math.Max(1, Math.Min(_share, Limit / _silos));

    public void Hear(UpstreamAnswer answer, long now)
    {
        (_share, Limit, _silos, Heard) = (answer.Share, answer.Limit, Math.Max(1, answer.Silos), answer.Number);
        _until = now + answer.Life.Ticks;
    }

    /// <summary>The upstream refused one of so many calls: until the grain has judged it, no other takes the place.</summary>
    public void Cut(int running) => _share = Math.Max(1, Math.Min(_share, running - 1));
}

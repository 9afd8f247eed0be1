namespace Orchestrator.Simulator;

/// <summary>Waits on behalf of one reply, and writes a sign of life whenever nothing was written for too long.</summary>
internal sealed class Heartbeat(Exchange exchange, ReadOnlyMemory<byte> beat)
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly long _started = exchange.Clock.GetTimestamp();
    private TimeSpan _written;

    /// <summary>Time since this reply began.</summary>
    public TimeSpan Elapsed => exchange.Clock.GetElapsedTime(_started);

    /// <summary>Something was written, so the silence starts anew.</summary>
    public void Wrote() => _written = Elapsed;

    /// <summary>Waits until this much time has passed since the reply began.</summary>
    public async ValueTask Until(TimeSpan due)
    {
        for (var now = Elapsed; now < due; now = Elapsed)
        {
            var nextBeat = exchange.KeepAlive > TimeSpan.Zero ? _written + exchange.KeepAlive : TimeSpan.MaxValue;
            if (now >= nextBeat)
                await Beat();
            else
                await Delay((due < nextBeat ? due : nextBeat) - now);
        }
    }

    /// <summary>Waits until the client goes away.</summary>
    public async Task Forever(bool alive)
    {
        if (alive)
            await Until(TimeSpan.MaxValue);
        else
            await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Clock, exchange.Aborted);
    }

    private async Task Beat()
    {
        await exchange.Output.WriteAsync(beat, exchange.Aborted);
        exchange.Aborted.ThrowIfCancellationRequested();
        Wrote();
    }

    // Timers count whole milliseconds: a shorter delay would not wait at all.
    private Task Delay(TimeSpan wait) =>
        Task.Delay(wait < ShortestDelay ? ShortestDelay : wait > LongestDelay ? LongestDelay : wait, exchange.Clock, exchange.Aborted);
}

namespace Orchestrator.Tests.Quota;

/// <summary>True time, and what happens when. Everything in a simulated world happens here, in one thread and one order.</summary>
internal sealed class Schedule
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    /// <summary>True time in ticks.</summary>
    public long Now { get; private set; }

    /// <summary>A number that is the same for two runs only if they did the same.</summary>
    public long Trace { get; private set; }

    public void In(TimeSpan delay, Action action) => _events.Enqueue(action, (Now + Math.Max(0, delay.Ticks), _order++));

    public void RunUntil(long end)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = _events.Dequeue();
            Now = next.At;
            Trace = unchecked(Trace * 31 + next.At + next.Order);
            action();
        }

        Now = end;
    }
}

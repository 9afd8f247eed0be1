namespace Orchestrator.Tests.Quota;

/// <summary>A process on a machine of its own: its clocks, its pauses, its end.</summary>
internal sealed class SimulatedNode(Schedule schedule, int number, double drift, TimeSpan skew)
{
    private readonly Queue<Action> _mail = new();

    public int Number { get; } = number;

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>By how much somebody has set the wall clock wrong.</summary>
    public TimeSpan Step { get; set; }

    /// <summary>Goes on through pauses and is set by nobody.</summary>
    public long Monotonic => (long)(schedule.Now * (1 + drift));

    public long Wall => schedule.Now + World.Epoch + skew.Ticks + Step.Ticks;

    /// <summary>Does something in this process: when it wakes, if it is paused; never, if it has ended.</summary>
    public void Do(Action action)
    {
        if (IsDead) return;
        if (IsPaused) _mail.Enqueue(action);
        else action();
    }

    public void In(TimeSpan delay, Action action) => schedule.In(delay, () => Do(action));

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        while (!IsDead && !IsPaused && _mail.TryDequeue(out var action)) action();
    }

    public void Kill() => IsDead = true;
}

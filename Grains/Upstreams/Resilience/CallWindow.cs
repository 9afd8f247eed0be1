namespace Orchestrator.Upstreams;

/// <summary>Calls and failures within a window that slides in tenths of its length. Not for several threads at once.</summary>
internal sealed class CallWindow(TimeSpan length)
{
    private const int Slots = 10;

    private readonly long _slotTicks = Math.Max(1, length.Ticks / Slots);
    private readonly (long Slot, int Calls, int Failures)[] _slots = new (long, int, int)[Slots];

    public void Add(TimeSpan now, bool failed)
    {
        var slot = now.Ticks / _slotTicks;
        ref var entry = ref _slots[slot % Slots];
        if (entry.Slot != slot) entry = (slot, 0, 0);
        entry.Calls++;
        if (failed) entry.Failures++;
    }

    public (int Calls, int Failures) Sum(TimeSpan now)
    {
        var newest = now.Ticks / _slotTicks;
        var (calls, failures) = (0, 0);
        foreach (var entry in _slots)
        {
            if (entry.Slot <= newest - Slots) continue;
            calls += entry.Calls;
            failures += entry.Failures;
        }

        return (calls, failures);
    }

    public void Clear() => Array.Clear(_slots);
}

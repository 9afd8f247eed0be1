using System.Text;

namespace Orchestrator.Simulator;

/// <summary>Keeps the last requests in order of arrival, within a bound of entries and of bytes.</summary>
public sealed class Journal(SimulatorOptions options)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<JournalEntry> _entries = [];
    private readonly Dictionary<long, JournalEntry> _byNumber = [];
    private readonly List<(long Number, TaskCompletionSource Arrived)> _waiting = [];
    private long _bytes;
    private long _last;

    /// <summary>Number of the newest request; also how many have arrived since the start.</summary>
    public long LastNumber
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <summary>The entry of this number, if it is still remembered.</summary>
    public JournalEntry? Find(long number)
    {
        lock (_lock)
            return _byNumber.GetValueOrDefault(number);
    }

    /// <summary>Entries after a number, oldest first, whose body contains a text.</summary>
    public IReadOnlyList<JournalEntry> Read(long after = 0, int limit = int.MaxValue, string? contains = null)
    {
        var text = Encoding.UTF8.GetBytes(contains ?? "");
        lock (_lock)
            return [.. _entries.Where(entry => entry.Number > after && entry.Contains(text)).Take(limit)];
    }

    /// <summary>Waits until the request of this number has arrived.</summary>
    public Task Arrival(long number, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            if (number <= _last)
                return Task.CompletedTask;

            _waiting.RemoveAll(waiter => waiter.Arrived.Task.IsCompleted);
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((number, arrived));
            return Cancellable(arrived, cancellation);
        }
    }

    /// <summary>Waits for the request of this number to arrive and to end; null when it is no longer remembered.</summary>
    public async Task<JournalEntry?> End(long number, CancellationToken cancellation = default)
    {
        await Arrival(number, cancellation);
        if (Find(number) is not { } entry)
            return null;

        await entry.Ended(cancellation);
        return entry;
    }

    /// <summary>Forgets the entries; numbers go on from where they are.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _byNumber.Clear();
            _bytes = 0;
        }
    }

    internal JournalEntry Write(Func<long, JournalArrival> arrive)
    {
        lock (_lock)
        {
            var entry = new JournalEntry(arrive(++_last), options.JournalBodyBytes);
            _entries.AddLast(entry);
            _byNumber.Add(entry.Number, entry);
            _bytes += entry.KeptBytes;
            ForgetOldest();
            WakeWaiting();
            return entry;
        }
    }

    private void ForgetOldest()
    {
        while (_entries.Count > 1 && (_entries.Count > options.JournalEntries || _bytes > options.JournalBytes))
        {
            var oldest = _entries.First!.Value;
            _entries.RemoveFirst();
            _byNumber.Remove(oldest.Number);
            _bytes -= oldest.KeptBytes;
        }
    }

    private void WakeWaiting()
    {
        for (var index = _waiting.Count - 1; index >= 0; index--)
        {
            if (_waiting[index].Number > _last)
                continue;

            _waiting[index].Arrived.TrySetResult();
            _waiting.RemoveAt(index);
        }
    }

    private static async Task Cancellable(TaskCompletionSource arrived, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(_ => arrived.TrySetCanceled(cancellation), null);
        await arrived.Task;
    }
}

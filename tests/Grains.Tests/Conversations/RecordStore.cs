using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>What outlives every silo of a test: records by name and grain, each with its ETag. It fails when told to.</summary>
internal sealed class RecordStore
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (string ETag, byte[] Data)> _records = new();
    private readonly ConcurrentQueue<WriteFault> _faults = new();
    private TaskCompletionSource? _reached;
    private TaskCompletionSource? _gate;
    private int _writes;
    private int _clears;

    public int Writes => _writes;

    public void FailNextWrite(WriteFault fault) => _faults.Enqueue(fault);

    /// <summary>Holds the next write back until it is let through. Answers with a task that says that it is there.</summary>
    public Task HoldNextWrite()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _reached.Task;
    }

    public void LetWriteThrough() => _gate!.SetResult();

    /// <summary>The clearing of that number from now on, counted from 1, fails.</summary>
    public void FailClearing(int number) => Interlocked.Exchange(ref _clears, number);

    /// <summary>Whether any record of the grain has these bytes.</summary>
    public bool Holds(GrainId grain, ReadOnlySpan<byte> text)
    {
        foreach (var (key, record) in _records)
        {
            if (key.Grain == grain && record.Data.AsSpan().IndexOf(text) >= 0) return true;
        }

        return false;
    }

    /// <summary>The names of all records of one grain.</summary>
    public string[] NamesOf(GrainId grain) => [.. _records.Keys.Where(record => record.Grain == grain).Select(record => record.Name).Order(StringComparer.Ordinal)];

    public void Remove(string name, GrainId grain) => Assert.True(_records.TryRemove((name, grain), out _));

    /// <summary>The store as one silo sees it.</summary>
    public IGrainStorage For(Serializer serializer) => new Door(this, serializer);

    private sealed class Door(RecordStore store, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            var found = store._records.TryGetValue((stateName, grainId), out var record);
            grainState.RecordExists = found;
            grainState.ETag = found ? record.ETag : null;
            if (found) grainState.State = serializer.Deserialize<T>(record.Data);
            return Task.CompletedTask;
        }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (Interlocked.Exchange(ref store._reached, null) is { } reached)
            {
                reached.SetResult();
                await store._gate!.Task;
            }

            var failing = store._faults.TryDequeue(out var fault);
            failing &= fault is not WriteFault.None;
            if (failing && fault is WriteFault.BeforeWriting) throw new IOException("The store is away.");

            var number = Interlocked.Increment(ref store._writes);
            var record = ($"{number}", serializer.SerializeToArray(grainState.State));
            var written = grainState.ETag is null
                ? store._records.TryAdd((stateName, grainId), record)
                : store._records.TryGetValue((stateName, grainId), out var old) && old.ETag == grainState.ETag
                    && store._records.TryUpdate((stateName, grainId), record, old);
            if (!written) throw new InconsistentStateException($"{stateName} of {grainId} is there already.");
            if (failing) throw new IOException("The store wrote, but its answer was lost.");

            (grainState.ETag, grainState.RecordExists) = (record.Item1, true);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (Interlocked.Decrement(ref store._clears) == 0) throw new IOException("The store is away.");
            if (!store._records.TryGetValue((stateName, grainId), out var old) || old.ETag != grainState.ETag || !store._records.TryRemove(new((stateName, grainId), old)))
                throw new InconsistentStateException($"{stateName} of {grainId} is not as it was read.");
            (grainState.ETag, grainState.RecordExists) = (null, false);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Where a write breaks.</summary>
internal enum WriteFault
{
    /// <summary>This one does not.</summary>
    None,
    BeforeWriting,
    AfterWriting,
}

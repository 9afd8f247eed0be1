using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orchestrator.Tests.Quota;

/// <summary>Grain storage in memory that outlives every silo, checks ETags, counts writes and can fail or hold them.</summary>
internal sealed class QuotaStore : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, (string ETag, byte[] Data)> _rows = new();
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    public QuotaStore() => _gate.SetResult();

    public Serializer? Serializer { get; set; }

    public int Writes => _writes;

    public bool Fails { get; set; }

    /// <summary>Writes that met a version they had not read.</summary>
    public int Refused { get; private set; }

    /// <summary>Writes that have arrived announce themselves here.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    /// <summary>What happens while a row is read.</summary>
    public Action? OnRead { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        OnRead?.Invoke();
        grainState.RecordExists = _rows.TryGetValue(grainId, out var row);
        grainState.ETag = row.ETag;
        grainState.State = grainState.RecordExists ? Serializer!.Deserialize<T>(row.Data) : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var number = Interlocked.Increment(ref _writes);
        var data = Serializer!.SerializeToArray(grainState.State);
        Arrived.Release();
        await _gate.Task;
        if (Fails) throw new IOException("The store does not answer.");

        _rows.TryGetValue(grainId, out var row);
        if (row.ETag != grainState.ETag) Refused++;
        if (row.ETag != grainState.ETag) throw new InconsistentStateException("Another activation wrote.", row.ETag ?? "none", grainState.ETag ?? "none");
        grainState.ETag = number.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
        _rows[grainId] = (grainState.ETag, data);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    /// <summary>Holds writes until <see cref="Open"/>.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    /// <summary>Writes the row as another activation would.</summary>
    public void Touch(GrainId grainId) => _rows[grainId] = ("touched", _rows[grainId].Data);
}

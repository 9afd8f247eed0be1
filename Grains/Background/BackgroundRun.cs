using System.Collections.Immutable;

namespace Orchestrator.Background;

/// <summary>The reader of one background answer while it is made: hands every batch to the answer's grain, and gives the sender its credit when the batch is durable.</summary>
/// <param name="opened">Called when the answer is written down.</param>
internal sealed class BackgroundRun(Func<ResponseId, IBackgroundGrain> grains, Func<ResponseId, BackgroundAnswer> answer, Action<ResponseId> opened) : IChunkReader
{
    private readonly TaskCompletionSource<BackgroundStart.Begun> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<Task> _pushes = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the answer has its turn and its quota and is written down.</summary>
    public Task<BackgroundStart.Begun> Begun => _begun.Task;

    public ResponseId? Response { get; private set; }

    public async Task Opened(ResponseId? response, ImmutableArray<QuotaLevel> levels)
    {
        var id = response ?? throw new InvalidOperationException("A background answer is always kept.");
        await grains(id).Open(answer(id));
        Response = id;
        opened(id);
        _begun.TrySetResult(new BackgroundStart.Begun(id, levels));
    }

    public Task<bool> Push(ChunkBatch batch)
    {
        var push = grains(Response!.Value).Append(batch);
        lock (_lock)
        {
            _pushes.Add(push);
            _arrived.SetResult();
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return push;
    }

    /// <summary>Waits until so many batches have come and are durable. Their sender does not.</summary>
    public async Task AllKept(int batches)
    {
        while (true)
        {
            Task waited;
            lock (_lock) waited = _pushes.Count >= batches ? Task.CompletedTask : _arrived.Task;
            if (waited.IsCompleted) break;
            await waited;
        }

        Task[] pushes;
        lock (_lock) pushes = [.. _pushes];
        await Task.WhenAll(pushes);
    }
}

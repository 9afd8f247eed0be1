using System.Collections.Immutable;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>
/// Pushes the batches of one answer to its reader, numbered. A push that has returned is a credit; at most a window of them is on its
/// way, so a slow reader slows the upstream instead of filling memory.
/// </summary>
/// <param name="onBatch">Shown each batch on its way. The first has content.</param>
internal sealed class ChunkSender(IChunkReader reader, Action<ChunkBatch>? onBatch = null) : IChunkSink
{
    /// <summary>Most batches on their way to a reader.</summary>
    public const int Window = 16;

    private readonly Queue<Task<bool>> _onTheirWay = new();

    /// <summary>Batches pushed so far.</summary>
    public int Batches { get; private set; }

    public async ValueTask<bool> Send(ImmutableArray<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        while (_onTheirWay.TryPeek(out var oldest) && (oldest.IsCompleted || _onTheirWay.Count >= Window))
        {
            var taken = await Taken(oldest, cancellation);
            _ = _onTheirWay.Dequeue();
            if (!taken) return false;
        }

        var batch = new ChunkBatch(Batches++, chunks);
        onBatch?.Invoke(batch);
        _onTheirWay.Enqueue(reader.Push(batch));
        return true;
    }

    /// <summary>Looks away from pushes that are still on their way: the outcome's count tells the reader to wait for them.</summary>
    public void Leave()
    {
        while (_onTheirWay.TryDequeue(out var push)) push.Ignore();
    }

    private static async Task<bool> Taken(Task<bool> push, CancellationToken cancellation)
    {
        try
        {
            return await push.WaitAsync(cancellation);
        }
        catch (Exception gone) when (gone is OrleansException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }
}

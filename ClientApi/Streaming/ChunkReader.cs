using System.Collections.Immutable;
using System.Threading.Channels;

namespace Orchestrator.Streaming;

/// <summary>
/// The receiving end of one streamed answer: takes batches in any order, hands them on in theirs, and answers each sender once its batch
/// was taken. It holds at most <paramref name="window"/> batches.
/// </summary>
internal sealed class ChunkReader(int window) : IChunkReader
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Arrival.Batch> _held = [];
    private readonly Channel<Arrival> _ordered = Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true });

    private int _next;
    private int _taken;
    private int? _last;
    private bool _left;
    private bool _quiet;

    /// <summary>Whether every batch that was announced has been put in order.</summary>
    public bool Whole { get; private set; }

    public Task<bool> Push(ChunkBatch batch)
    {
        lock (_lock)
        {
            if (_left) return Task.FromResult(false);
            if (_held.TryGetValue(batch.Number, out var twin)) return twin.Credit.Task;
            if (batch.Number < _next) return Task.FromResult(true);
            if (batch.Number >= _taken + window)
                throw new InvalidOperationException($"Batch {batch.Number} is more than {window} ahead of batch {_taken}, the next to be taken.");

            _quiet = false;
            var arrival = new Arrival.Batch(batch.Chunks, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            _held.Add(batch.Number, arrival);
            PutInOrder();
            return arrival.Credit.Task;
        }
    }

    public Task Opened(ResponseId? response, ImmutableArray<QuotaLevel> levels)
    {
        lock (_lock)
        {
            if (!_left) _ordered.Writer.TryWrite(new Arrival.Opened(response, levels));
        }
        return Task.CompletedTask;
    }

    /// <summary>What comes next; null after the last batch, or once nobody reads any more.</summary>
    public async ValueTask<Arrival?> Next() =>
        await _ordered.Reader.WaitToReadAsync() && !Volatile.Read(ref _left) && _ordered.Reader.TryRead(out var arrival) ? arrival : null;

    /// <summary>Gives the sender of the next batch its credit, and makes room for one more.</summary>
    public void Take(Arrival.Batch batch)
    {
        lock (_lock) _held.Remove(_taken++);
        batch.Credit.TrySetResult(true);
    }

    /// <summary>Says how many batches there are in all. Those still on their way are waited for.</summary>
    public void End(int batches)
    {
        lock (_lock)
        {
            _last = batches;
            _quiet = false;
            FinishIfWhole();
        }
    }

    /// <summary>Stops reading: whoever still sends is told so. May be called from anywhere, and more than once.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_left) return;
            _left = true;
            _ordered.Writer.TryComplete();
            foreach (var batch in _held.Values) batch.Credit.TrySetResult(false);
            _held.Clear();
        }
    }

    /// <summary>Called at intervals: every second one in a row with nothing between them is a silence. After the end it says that what is still missing was lost.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            if (_quiet && _last is not null && !Whole) Leave();
            else if (_quiet && !_left) _ordered.Writer.TryWrite(Arrival.Silence.Instance);
            _quiet = !_quiet;
        }
    }

    private void PutInOrder()
    {
        while (_held.TryGetValue(_next, out var batch))
        {
            _next++;
            _ordered.Writer.TryWrite(batch);
        }
        FinishIfWhole();
    }

    private void FinishIfWhole()
    {
        if (_last is not { } last || _next < last) return;
        Whole = true;
        _ordered.Writer.TryComplete();
    }
}

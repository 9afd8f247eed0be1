using Orchestrator.Outcomes;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Calls;

/// <summary>One streamed answer on its way: the call that makes it, and what has arrived of it.</summary>
internal sealed class AnswerStream : IAsyncDisposable
{
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly TimeSpan _farewell;
    private readonly ChunkReader _reader;
    private readonly IChunkReader _reference;
    private readonly ITimer _silence;
    private readonly CancellationTokenRegistration _departure;
    private readonly Task<ChatOutcome> _outcome;

    private AnswerStream(IGrainFactory grains, ChunkReader reader, IChunkReader reference, Func<IChunkReader, Task<ChatOutcome>> call, StreamingOptions options, TimeProvider time, CancellationToken gone)
    {
        _grains = grains;
        _time = time;
        _farewell = options.Farewell;
        _reader = reader;
        _reference = reference;
        var interval = options.KeepAliveEvery / 2;
        _silence = time.CreateTimer(static state => ((ChunkReader)state!).Tick(), reader, interval, interval);
        _departure = gone.UnsafeRegister(static state => ((ChunkReader)state!).Leave(), reader);
        _outcome = Run(call);
    }

    public static AnswerStream Start(IGrainFactory grains, Func<IChunkReader, Task<ChatOutcome>> call, StreamingOptions options, TimeProvider time, CancellationToken gone)
    {
        // The stream holds the reader: Orleans itself refers to observers weakly.
        var reader = new ChunkReader(options.BatchesAhead);
        return new AnswerStream(grains, reader, grains.CreateObjectReference<IChunkReader>(reader), call, options, time, gone);
    }

    /// <summary>What comes next; null at the end, or when batches were lost on their way.</summary>
    public ValueTask<Arrival?> Next() => _reader.Next();

    public void Take(Arrival.Batch batch) => _reader.Take(batch);

    /// <summary>How the answer ended. To be asked once there is nothing more to read.</summary>
    public async Task<AnswerEnd> End()
    {
        try
        {
            return AnswerEnd.Of(await _outcome, _reader.Whole);
        }
        catch (Exception exception) when (BrokenCalls.IsOutage(exception))
        {
            return AnswerEnd.Of(exception);
        }
    }

    /// <summary>Stops reading, waits for the call, and gives the reader's reference back once nobody sends to it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _reader.Leave();
        await _departure.DisposeAsync();
        await _silence.DisposeAsync();
        await ((Task)_outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_outcome.IsCompletedSuccessfully) _grains.DeleteObjectReference<IChunkReader>(_reference);
        else _ = SayFarewell();
    }

    /// <summary>A cancelled call returns at once, while its far end may still send for a moment: it must find somebody to refuse that.</summary>
    private async Task SayFarewell()
    {
        await Task.Delay(_farewell, _time);
        _grains.DeleteObjectReference<IChunkReader>(_reference);
        GC.KeepAlive(_reader);
    }

    private async Task<ChatOutcome> Run(Func<IChunkReader, Task<ChatOutcome>> call)
    {
        var batches = 0;
        try
        {
            var outcome = await call(_reference);
            batches = outcome switch
            {
                ChatOutcome.Completed completed => completed.Completion.Batches,
                ChatOutcome.UpstreamFailed failed => failed.Batches,
                _ => 0,
            };
            return outcome;
        }
        finally
        {
            _reader.End(batches);
        }
    }
}

using Orleans.Concurrency;

namespace Orchestrator;

/// <summary>
/// The far end of a streamed answer. The sender keeps at most a window of batches unanswered, so each return is a credit, and a call
/// that fails says that the reader's process is gone.
/// </summary>
[Alias("orchestrator.chunk-reader")]
public interface IChunkReader : IGrainObserver
{
    /// <summary>Tells, before the first batch, under which id the answer will be remembered; null where it will not be. Called only for requests with a place.</summary>
    [AlwaysInterleave, Alias("opened")]
    Task Opened(ResponseId? response);

    /// <summary>Hands over a batch, in any order. Returns once the reader has taken it: true to go on, false when nobody reads any more.</summary>
    [AlwaysInterleave, Alias("push"), ResponseTimeout("00:02:00")]
    Task<bool> Push(ChunkBatch batch);
}

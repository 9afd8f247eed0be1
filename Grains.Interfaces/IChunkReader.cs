using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Orchestrator;

/// <summary>
/// The far end of a streamed answer. The sender keeps at most a window of batches unanswered, so each return is a credit, and a call
/// that fails says that the reader's process is gone.
/// </summary>
[Alias("orchestrator.chunk-reader")]
public interface IChunkReader : IGrainObserver
{
    /// <summary>Says, before the first batch, where the answer will be remembered (null: nowhere) and what is left of the tenant's limits.</summary>
    [AlwaysInterleave, Alias("opened"), ResponseTimeout("00:02:00")]
    Task Opened(ResponseId? response, ImmutableArray<QuotaLevel> levels);

    /// <summary>Hands over a batch, in any order. Returns once the reader has taken it: true to go on, false when nobody reads any more.</summary>
    [AlwaysInterleave, Alias("push"), ResponseTimeout("00:02:00")]
    Task<bool> Push(ChunkBatch batch);
}

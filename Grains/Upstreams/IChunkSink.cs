using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>Where the chunks of a streamed answer go.</summary>
internal interface IChunkSink
{
    /// <summary>Takes chunks that arrived together, waiting while the reader has no room. False when nobody reads any more.</summary>
    ValueTask<bool> Send(ImmutableArray<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation);
}

using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>Chunks of a streamed answer that arrived together, numbered from 0 so that the reader can put batches in order. Each chunk is the upstream's JSON, verbatim.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.chunk-batch")]
public sealed record ChunkBatch([property: Id(0)] int Number, [property: Id(1)] ImmutableArray<ReadOnlyMemory<byte>> Chunks);

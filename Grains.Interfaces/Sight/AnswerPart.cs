using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>What has passed of a running answer, as far as it was followed.</summary>
/// <param name="Chunks">The provider's chunks, verbatim and in order.</param>
/// <param name="Next">From where on to ask the next time.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.answer-part")]
public sealed record AnswerPart([property: Id(0)] ImmutableArray<ReadOnlyMemory<byte>> Chunks, [property: Id(1)] int Next);

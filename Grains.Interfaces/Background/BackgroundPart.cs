using System.Collections.Immutable;

namespace Orchestrator.Background;

/// <summary>A background answer from some chunk on, as far as it is durable.</summary>
/// <param name="Chunks">The upstream's chunks, verbatim and in order.</param>
/// <param name="End">How it ended; null while more may come, or where more chunks are there than were handed over.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.background-part")]
public sealed record BackgroundPart(
    [property: Id(0)] BackgroundAnswer Answer, [property: Id(1)] ImmutableArray<ReadOnlyMemory<byte>> Chunks, [property: Id(2)] BackgroundEnd? End);

/// <summary>Whether a background answer could be cancelled or deleted.</summary>
[GenerateSerializer, Alias("orchestrator.background-verdict")]
public enum BackgroundVerdict
{
    /// <summary>It is now as was asked.</summary>
    Done,

    /// <summary>No such background answer.</summary>
    Missing,

    /// <summary>It is still being made.</summary>
    Running,

    /// <summary>It had ended before, and not by being cancelled.</summary>
    Ended,
}

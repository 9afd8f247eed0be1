using System.Collections.Immutable;

namespace Orchestrator.Streaming;

/// <summary>What comes next on a streamed answer.</summary>
internal abstract record Arrival
{
    private Arrival() { }

    /// <summary>Under which id the answer will be remembered, null where it will not be, and what is left of the limits.</summary>
    public sealed record Opened(ResponseId? Response, ImmutableArray<QuotaLevel> Levels) : Arrival;

    /// <summary>The next batch in order. Its sender waits until it is taken.</summary>
    public sealed record Batch(ImmutableArray<ReadOnlyMemory<byte>> Chunks, TaskCompletionSource<bool> Credit) : Arrival;

    /// <summary>Nothing came for a while.</summary>
    public sealed record Silence : Arrival
    {
        public static readonly Silence Instance = new();
    }
}

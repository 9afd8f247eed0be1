using System.Collections.Immutable;

namespace Orchestrator.Background;

/// <summary>An answer that is made while nobody needs to wait for it: what was asked, and where it runs. Written before the model is asked.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.background-answer")]
public sealed record BackgroundAnswer
{
    [Id(0)] public required ResponseId Response { get; init; }

    [Id(1)] public required RequestId Request { get; init; }

    /// <summary>When it was asked for, to the second.</summary>
    [Id(2)] public required DateTimeOffset AskedAt { get; init; }

    /// <summary>What the answer repeats of its request, as the door wrote it.</summary>
    [Id(3)] public ReadOnlyMemory<byte> Settings { get; init; }

    [Id(4)] public ImmutableArray<Message> Input { get; init; } = [];

    /// <summary>Whether it was asked for as a stream, which alone may be taken up again.</summary>
    [Id(5)] public bool Streamed { get; init; }

    /// <summary>The silo that makes it. An answer whose silo died is lost: it is never made again by itself.</summary>
    [Id(6)] public required SiloAddress Runner { get; init; }
}

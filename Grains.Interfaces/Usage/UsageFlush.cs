using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>What a silo saw of one hour since its flush before. It is sent until it is answered, always the same under the same number, and counts once.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-flush")]
public sealed record UsageFlush
{
    /// <summary>The most rows of a flush.</summary>
    public const int MostRows = 1_001;

    /// <summary>One life of one silo.</summary>
    [Id(0)] public required Guid Source { get; init; }

    /// <summary>Rises with each flush of the source.</summary>
    [Id(1)] public required long Number { get; init; }

    /// <summary>The hour in which the requests ended, counted from 1970 in UTC.</summary>
    [Id(2)] public required int Hour { get; init; }

    [Id(3)] public required ImmutableArray<UsageRow> Rows { get; init; }
}

/// <summary>What became of a flush.</summary>
[GenerateSerializer, Alias("orchestrator.usage-receipt")]
public enum UsageReceipt
{
    /// <summary>It is in the store, now or since before.</summary>
    Kept,

    /// <summary>Its hour is no longer kept, or has not come yet. It will never be taken.</summary>
    OutOfTime,
}

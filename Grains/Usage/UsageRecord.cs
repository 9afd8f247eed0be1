using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>What is stored of an hour or a day: its rows, and up to which flush of each source they go. Marks and rows are one record, so that no crash comes between them.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-record")]
internal sealed record UsageRecord
{
    public static readonly UsageRecord Empty = new();

    [Id(0)] public ImmutableArray<UsageRow> Rows { get; init; } = [];

    /// <summary>The last flush of each source, the source that was heard last at the end. Empty in a day.</summary>
    [Id(1)] public ImmutableArray<UsageMark> Marks { get; init; } = [];
}

/// <summary>The number of the last flush of a source that is counted in a record.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-mark")]
internal readonly record struct UsageMark([property: Id(0)] Guid Source, [property: Id(1)] long Number);

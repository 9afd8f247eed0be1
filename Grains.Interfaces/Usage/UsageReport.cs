using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>What was used, bucket by bucket. Hours or days without any use are left out.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-report")]
public sealed record UsageReport
{
    [Id(0)] public required ImmutableArray<UsageBucket> Buckets { get; init; }

    [Id(1)] public required UsageSums Total { get; init; }

    /// <summary>How many records were read from the store for it.</summary>
    [Id(2)] public int RecordsRead { get; init; }
}

/// <summary>One hour's or day's use, by group; the most first, and the others last.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-bucket")]
public sealed record UsageBucket([property: Id(0)] DateTimeOffset Start, [property: Id(1)] ImmutableArray<UsageGroup> Groups);

/// <summary>A key's or a model's part; without grouping the name is empty.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-group")]
public sealed record UsageGroup([property: Id(0)] string Name, [property: Id(1)] UsageSums Sums);

using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>A meter's state as it is written down, and the terms it was counted under.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.meter-mark")]
internal sealed record MeterMark
{
    [Id(0)] public required LimitTerms Terms { get; init; }

    /// <summary>The moment, in ticks, up to which the meter had counted.</summary>
    [Id(1)] public required long At { get; init; }

    /// <summary>Whole units that counted as used then.</summary>
    [Id(2)] public long Used { get; init; }

    /// <summary>Buckets: how much of one more unit was used, in parts of which a unit has <see cref="LimitTerms.Period"/>.</summary>
    [Id(3)] public long Part { get; init; }

    /// <summary>Sliding window: the number of each slot in which something was used, rising, and behind each the units.</summary>
    [Id(4)] public ImmutableArray<long> Slots { get; init; } = [];

    /// <summary>Units that counted as used, rounded up.</summary>
    public long UsedUp => Part == 0 || Used == long.MaxValue ? Used : Used + 1;
}

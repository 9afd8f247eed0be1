namespace Orchestrator.Usage;

/// <summary>How long a bucket of a report is.</summary>
[GenerateSerializer, Alias("orchestrator.usage-granularity")]
public enum UsageGranularity
{
    Hour,

    /// <summary>A day in UTC.</summary>
    Day,
}

/// <summary>By what the rows of a bucket are told apart.</summary>
[GenerateSerializer, Alias("orchestrator.usage-grouping")]
public enum UsageGrouping
{
    None,
    Key,
    Model,
}

/// <summary>Which use is asked for. The ends are taken to the whole hours or days that they touch.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-query")]
public sealed record UsageQuery
{
    /// <summary>The most days of a query by the hour.</summary>
    public const int MostDaysOfHours = 31;

    /// <summary>The most days of a query by the day.</summary>
    public const int MostDays = 400;

    /// <summary>The most groups that are told apart; the others are one.</summary>
    public const int MostGroups = 100;

    /// <summary>The most rows of a report: with many buckets fewer groups are told apart.</summary>
    public const int MostRows = 10_000;

    [Id(0)] public required DateTimeOffset From { get; init; }

    /// <summary>The end, which itself is not in the report.</summary>
    [Id(1)] public required DateTimeOffset To { get; init; }

    [Id(2)] public UsageGranularity Granularity { get; init; }

    [Id(3)] public UsageGrouping GroupBy { get; init; }

    /// <summary>Only this key's use; null for all.</summary>
    [Id(4)] public string? Key { get; init; }

    /// <summary>Only this model's use; null for all.</summary>
    [Id(5)] public string? Model { get; init; }

    /// <summary>Which member is wrong, and what is expected there; null where all is right.</summary>
    public (string Member, string Expected)? Problem()
    {
        if (!Enum.IsDefined(Granularity)) return (nameof(Granularity), "hour or day");
        if (!Enum.IsDefined(GroupBy)) return (nameof(GroupBy), "key, model or none");
        if (To <= From) return (nameof(To), "a time after the beginning");
        var most = Granularity is UsageGranularity.Hour ? MostDaysOfHours : MostDays;
        return To - From > TimeSpan.FromDays(most) ? (nameof(To), $"at most {most} days after the beginning") : null;
    }
}

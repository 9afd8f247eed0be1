using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>Which records of a ledger there are, so that nobody looks for those that are not.</summary>
/// <remarks>
/// The index goes before the record: an hour is entered before it is written, and a day that was folded is open again before one of its hours
/// changes. So whatever is interrupted, no record is missed and none that is stale is read.
/// </remarks>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-index")]
internal sealed record UsageIndex
{
    public static readonly UsageIndex Empty = new();

    [Id(0)] public ImmutableSortedDictionary<int, UsageDay> Days { get; init; } = ImmutableSortedDictionary<int, UsageDay>.Empty;

    public bool Has(int hour) => Days.TryGetValue(UsageTime.DayOf(hour), out var day) && day.Has(hour);

    /// <summary>The index with an hour whose record is about to change, and its day open.</summary>
    public UsageIndex Open(int hour)
    {
        var day = Days.GetValueOrDefault(UsageTime.DayOf(hour));
        return With(UsageTime.DayOf(hour), new UsageDay(day.Hours | UsageDay.Bit(hour), Folded: false));
    }

    public UsageIndex With(int day, UsageDay entry) => this with { Days = Days.SetItem(day, entry) };

    public UsageIndex Without(int day) => this with { Days = Days.Remove(day) };

    /// <summary>The hours of a day that have a record.</summary>
    public IEnumerable<int> HoursOf(int day)
    {
        var entry = Days.GetValueOrDefault(day);
        return Enumerable.Range(UsageTime.FirstHourOf(day), UsageTime.HoursOfDay).Where(entry.Has);
    }
}

/// <summary>One day's records: a bit for each hour that has one, and whether the day as a whole has one that is true.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-day")]
internal readonly record struct UsageDay([property: Id(0)] uint Hours, [property: Id(1)] bool Folded)
{
    public static uint Bit(int hour) => 1u << (hour % UsageTime.HoursOfDay);

    public bool Has(int hour) => (Hours & Bit(hour)) != 0;
}

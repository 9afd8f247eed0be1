using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>A time of certain days of the week, by the clock of a zone, at which prices are multiplied.</summary>
/// <param name="Days">The days on which it begins.</param>
/// <param name="From">When it begins.</param>
/// <param name="Length">How long it takes by the clock, more than nothing and at most a day; it may go on into the day after.</param>
/// <param name="Factor">What prices are multiplied by, in hundredths.</param>
internal sealed record PeakWindow(ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeSpan Length, TimeZoneInfo Zone, uint Factor)
{
    /// <summary>What the zone's clock shows in a span of time, from the earliest reading to the latest. Where the clock is set meanwhile that is more than it really shows.</summary>
    public (DateTime Earliest, DateTime Latest) Shown(DateTimeOffset from, TimeSpan span)
    {
        var first = TimeZoneInfo.ConvertTime(from, Zone).DateTime;
        var last = TimeZoneInfo.ConvertTime(from + span, Zone).DateTime;
        var set = last - first - span;
        return set < TimeSpan.Zero ? (first + set, first + span) : (first, last);
    }

    /// <summary>Whether it holds at one of the readings at least.</summary>
    public bool Touches((DateTime Earliest, DateTime Latest) shown) => Any(shown, static (begin, end, shown) => begin <= shown.Latest && shown.Earliest < end);

    /// <summary>Whether it holds at all of the readings.</summary>
    public bool Covers((DateTime Earliest, DateTime Latest) shown) => Any(shown, static (begin, end, shown) => begin <= shown.Earliest && shown.Latest < end);

    private bool Any((DateTime Earliest, DateTime Latest) shown, Func<DateTime, DateTime, (DateTime Earliest, DateTime Latest), bool> meets)
    {
        for (var day = shown.Earliest.Date.AddDays(-1); day <= shown.Latest.Date; day = day.AddDays(1))
        {
            var begin = day + From.ToTimeSpan();
            if (Days.Contains(day.DayOfWeek) && meets(begin, begin + Length, shown)) return true;
        }

        return false;
    }
}

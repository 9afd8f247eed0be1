namespace Orchestrator.Quota;

/// <summary>A minute, hour, day or month of a zone's calendar, in UTC ticks: from <paramref name="Start"/> to just before <paramref name="End"/>.</summary>
/// <remarks>
/// Window k begins the first time that a clock reaches the start of its k-th unit, and ends where k + 1 begins. So windows tile time without
/// a gap or an overlap, whatever the clock does: what it skips is never waited for, and what it shows again still belongs to where it was.
/// Days and months go by the zone's clock: a day has 23 or 25 hours when summer time begins or ends, begins at 01:00 where there is no
/// midnight, and is empty where the zone skipped the date.
/// Hours go by a clock that is off UTC by as much as the zone's within an hour: an hour that is shown twice is two windows, and only a zone
/// that is moved by a part of an hour has one that is shorter or longer. Minutes are those of UTC, since zones are off by whole ones.
/// </remarks>
/// <param name="Index">Counts units of the calendar from the year 1 on.</param>
internal readonly record struct CalendarWindow(long Index, long Start, long End)
{
    // No zone is further from UTC than 14 hours.
    private const long MostShift = 15 * TimeSpan.TicksPerHour;

    private static readonly long s_calendar = DateTime.MaxValue.Ticks;

    /// <summary>The window that holds a moment.</summary>
    public static CalendarWindow At(CalendarUnit every, TimeZoneInfo zone, long now)
    {
        // A clock that was set back shows the unit before the one it had reached.
        var index = IndexOf(every, now + Shift(every, zone, now));
        while (StartOf(every, zone, index + 1) <= now) index++;
        return new CalendarWindow(index, StartOf(every, zone, index), StartOf(every, zone, index + 1));
    }

    /// <summary>When a window begins: the first with the calendar, and <see cref="long.MaxValue"/> for one that is beyond it.</summary>
    public static long StartOf(CalendarUnit every, TimeZoneInfo zone, long index)
    {
        if (index <= 0) return 0;
        if (index > IndexOf(every, s_calendar)) return long.MaxValue;

        var start = Shown(every, index);
        var at = Math.Max(0, start - MostShift);
        while (at < s_calendar)
        {
            var shift = Shift(every, zone, at);
            var missing = start - (at + shift);
            if (missing <= 0) return at;

            var next = Math.Min(at + missing, s_calendar);
            at = Shift(every, zone, next) == shift ? next : FirstShifted(every, zone, at, next);
        }

        return long.MaxValue;
    }

    /// <summary>The first moment after one at which the clock is shifted otherwise, where it is so at the other.</summary>
    private static long FirstShifted(CalendarUnit every, TimeZoneInfo zone, long from, long to)
    {
        var shift = Shift(every, zone, from);
        while (to - from > 1)
        {
            var middle = from + (to - from) / 2;
            if (Shift(every, zone, middle) == shift) from = middle;
            else to = middle;
        }

        return to;
    }

    /// <summary>How far ahead of UTC the clock is that the windows go by.</summary>
    private static long Shift(CalendarUnit every, TimeZoneInfo zone, long at)
    {
        if (every is CalendarUnit.Minute) return 0;

        var offset = zone.GetUtcOffset(new DateTime(at, DateTimeKind.Utc)).Ticks;
        return every is CalendarUnit.Hour ? offset % TimeSpan.TicksPerHour : offset;
    }

    private static long IndexOf(CalendarUnit every, long shown)
    {
        shown = Math.Clamp(shown, 0, s_calendar);
        if (every is not CalendarUnit.Month) return shown / Length(every);

        var date = new DateTime(shown);
        return (date.Year - 1) * 12 + date.Month - 1;
    }

    private static long Shown(CalendarUnit every, long index) =>
        every is CalendarUnit.Month ? new DateTime((int)(index / 12) + 1, (int)(index % 12) + 1, 1).Ticks : index * Length(every);

    private static long Length(CalendarUnit every) => every switch
    {
        CalendarUnit.Minute => TimeSpan.TicksPerMinute,
        CalendarUnit.Hour => TimeSpan.TicksPerHour,
        CalendarUnit.Day => TimeSpan.TicksPerDay,
        _ => throw new ArgumentOutOfRangeException(nameof(every), every, "Expected a minute, hour or day."),
    };
}

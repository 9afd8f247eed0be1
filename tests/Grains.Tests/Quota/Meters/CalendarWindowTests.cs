using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

[Collection(nameof(Alone))]
public sealed class CalendarWindowTests
{
    private static readonly CalendarUnit[] s_units = Enum.GetValues<CalendarUnit>();

    private static readonly Gen<long> s_moments = Gen.Frequency(
        (1, Gen.Long[0, TimeSpan.TicksPerDay]),
        (1, Gen.Long[DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks]),
        (2, Gen.Long[0, DateTime.MaxValue.Ticks]),
        (6, Gen.Long[new DateTime(1850, 1, 1).Ticks, new DateTime(2050, 1, 1).Ticks]));

    /// <summary>Days on which clocks were moved, and what that did.</summary>
    public static TheoryData<string, string> Days { get; } = new()
    {
        { "UTC", "2026-02-28" },
        { "Europe/Berlin", "2026-03-29" },
        { "Europe/Berlin", "2026-10-25" },
        { "Europe/London", "2026-10-25" },
        { "America/New_York", "2026-03-08" },
        { "America/New_York", "2026-11-01" },
        { "America/Sao_Paulo", "2017-10-15" }, // no midnight
        { "America/Sao_Paulo", "2018-02-17" }, // 23:00 comes again
        { "America/Havana", "2026-11-01" }, // midnight comes again
        { "America/St_Johns", "2010-11-07" }, // back to the day before, at 00:01
        { "Asia/Kathmandu", "2026-06-15" },
        { "Asia/Kathmandu", "1985-12-31" }, // from +05:30 to +05:45
        { "Australia/Lord_Howe", "2026-10-04" }, // by half an hour
        { "Australia/Lord_Howe", "2026-04-05" },
        { "Pacific/Apia", "2011-12-30" }, // not there at all
        { "Pacific/Apia", "2026-12-31" },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public void A_window_is_what_the_clock_shows_minute_by_minute(string id, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var middle = DateTime.Parse(day, null, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal);
        foreach (var unit in s_units)
        {
            var labels = Labels(zone, unit, middle.AddDays(-40), middle.AddDays(70));
            var next = 0;
            for (var at = middle.AddDays(-3); at < middle.AddDays(3); at = at.AddMinutes(1))
            {
                while (labels[next] <= at) next++;

                var window = CalendarWindow.At(unit, zone, at.Ticks + 1);

                Assert.Equal((labels[next - 1], labels[next]), (new DateTime(window.Start), new DateTime(window.End)));
            }
        }
    }

    [Fact]
    public void Windows_tile_time_in_every_zone() =>
        Gen.Select(Gen.OneOf<TimeZoneInfo>([.. TimeZoneInfo.GetSystemTimeZones()]), Gen.Enum<CalendarUnit>(), s_moments).Sample((zone, unit, at) =>
        {
            var window = CalendarWindow.At(unit, zone, at);
            Assert.True(window.Start <= at && at < window.End);
            Assert.Equal(window, CalendarWindow.At(unit, zone, window.Start));
            if (window.Start > 0) Assert.Equal(window.Start, CalendarWindow.At(unit, zone, window.Start - 1).End);
            if (window.End > DateTime.MaxValue.Ticks) return;

            Assert.Equal(window, CalendarWindow.At(unit, zone, window.End - 1));
            Assert.Equal(window.End, CalendarWindow.At(unit, zone, window.End).Start);
        }, iter: 20_000);

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T00:30", 23)]
    [InlineData("Europe/Berlin", "2026-10-25T00:30", 25)]
    [InlineData("America/Sao_Paulo", "2017-10-15T12:00", 23)]
    [InlineData("America/Sao_Paulo", "2018-02-17T12:00", 25)]
    [InlineData("America/Havana", "2026-11-01T12:00", 25)]
    [InlineData("Pacific/Apia", "2011-12-30T01:00", 24)]
    public void A_day_is_as_long_as_its_zone_makes_it(string id, string at, int hours)
    {
        var moment = DateTime.Parse(at, null, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal);
        var window = CalendarWindow.At(CalendarUnit.Day, TimeZoneInfo.FindSystemTimeZoneById(id), moment.Ticks);

        Assert.Equal(TimeSpan.FromHours(hours), new TimeSpan(window.End - window.Start));
    }

    [Fact]
    public void A_date_that_a_zone_skips_is_an_empty_window()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia");
        var skipped = new DateTime(2011, 12, 30).Ticks / TimeSpan.TicksPerDay;

        Assert.Equal(CalendarWindow.StartOf(CalendarUnit.Day, zone, skipped), CalendarWindow.StartOf(CalendarUnit.Day, zone, skipped + 1));
        Assert.Equal(skipped + 1, CalendarWindow.At(CalendarUnit.Day, zone, CalendarWindow.StartOf(CalendarUnit.Day, zone, skipped)).Index);
    }

    /// <summary>The minutes at which a clock on the wall shows a unit of the calendar for the first time.</summary>
    private static List<DateTime> Labels(TimeZoneInfo zone, CalendarUnit unit, DateTime from, DateTime to)
    {
        var labels = new List<DateTime>();
        var seen = DateTime.MinValue;
        for (var at = from; at < to; at = at.AddMinutes(1))
        {
            var shown = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
            var label = unit switch
            {
                CalendarUnit.Minute => at,
                // An hour that is shown again is a new one, so hours are counted by a clock that shows the zone's minutes and hours of UTC.
                CalendarUnit.Hour => HourOf(at, shown),
                CalendarUnit.Day => shown.Date,
                _ => new DateTime(shown.Year, shown.Month, 1),
            };
            if (label <= seen) continue;
            seen = label;
            labels.Add(at);
        }

        return labels;
    }

    private static DateTime HourOf(DateTime at, DateTime shown)
    {
        var clock = at;
        while (clock.Minute != shown.Minute) clock = clock.AddMinutes(1);
        return clock.Date.AddHours(clock.Hour);
    }
}

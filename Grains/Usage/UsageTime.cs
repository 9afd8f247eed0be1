namespace Orchestrator.Usage;

/// <summary>Hours and days as numbers, counted from 1970 in UTC.</summary>
internal static class UsageTime
{
    public const int HoursOfDay = 24;

    public static int HourOf(DateTimeOffset at) => (int)Math.Clamp(Math.Floor((at - DateTimeOffset.UnixEpoch).TotalHours), 0, int.MaxValue / 2);

    public static int DayOf(int hour) => hour / HoursOfDay;

    public static int FirstHourOf(int day) => day * HoursOfDay;

    public static DateTimeOffset StartOfHour(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);

    public static DateTimeOffset StartOfDay(int day) => DateTimeOffset.UnixEpoch.AddDays(day);

    /// <summary>The number of the first hour or day that does not begin before a moment.</summary>
    public static int Ceiling(DateTimeOffset at, UsageGranularity granularity)
    {
        var length = granularity is UsageGranularity.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        return (int)Math.Clamp(Math.Ceiling((at - DateTimeOffset.UnixEpoch) / length), 0, int.MaxValue / 2);
    }
}

using System.Globalization;

namespace Orchestrator.Outcomes;

/// <summary>Durations as OpenAI's headers spell them: <c>12ms</c>, <c>1s</c>, <c>6m0s</c>, <c>1h0m0s</c>. Rounded up to a millisecond.</summary>
internal static class GoDuration
{
    public static string Format(TimeSpan duration)
    {
        var milliseconds = Math.Max(0, (long)Math.Ceiling(duration.TotalMilliseconds));
        if (milliseconds == 0) return "0s";
        if (milliseconds < 1000) return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        var (minutes, rest) = Math.DivRem(milliseconds, 60_000);
        var seconds = (rest / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
        return minutes switch
        {
            0 => $"{seconds}s",
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{minutes % 60}m{seconds}s"),
        };
    }
}

using System.Globalization;

namespace Orchestrator.Figures;

/// <summary>Figures as people read them.</summary>
internal static class Words
{
    private const double Billion = 1e9;

    /// <summary>A count: 950, 12,345, 1.2 M.</summary>
    public static string Count(long count) => count switch
    {
        >= 1_000_000_000 or <= -1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.##} bn"),
        >= 1_000_000 or <= -1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.##} M"),
        _ => count.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>An amount of a limit's unit; money in the currency's unit.</summary>
    public static string Amount(long amount, QuotaUnit unit) =>
        unit is QuotaUnit.Cost ? Money(amount / Billion) : Count(amount);

    // One request may cost a few millionths, which is not nothing.
    private static string Money(double amount) => amount.ToString(Math.Abs(amount) < 0.01 ? "0.#######" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>A time: 850 ms, 12 s, 3 min, 2 h, 5 d.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0 s",
        { TotalMilliseconds: < 1 } => "under 1 ms",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} d"),
    };

    /// <summary>How long ago.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => now - at < TimeSpan.FromSeconds(1) ? "now" : $"{Time(now - at)} ago";

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.##} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MiB"),
        >= 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 10):0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    /// <summary>A silo as all pages name it: its address, without the number of its life.</summary>
    public static string Silo(string silo) => silo.Split('@')[0];

    public static string Silo(SiloAddress silo) => $"{silo.Endpoint}";

    public static string Share(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);
}

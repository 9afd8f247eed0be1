using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orchestrator.Quota;

namespace Orchestrator.Outcomes;

/// <summary>Tells a client what is left of its limits: in OpenAI's headers for the tightest limit of a kind, in the IETF draft's for all of them.</summary>
/// <remarks>
/// The draft is draft-ietf-httpapi-ratelimit-headers. Of its quota units there are requests, which is the default, and concurrent-requests;
/// tokens are ours, and so is cost-micro: millionths of the operator's currency, rounded down. Billionths, in which cost is
/// counted, would not fit the 15 digits of a structured field's integer (RFC 9651, 3.3.1).
/// </remarks>
internal static class RateLimitHeaders
{
    private const long MostInteger = 999_999_999_999_999;
    private const long BillionthsInMillionth = 1_000;

    public static void Write(IHeaderDictionary headers, ImmutableArray<QuotaLevel> levels)
    {
        if (levels.IsDefaultOrEmpty) return;
        WriteTightest(headers, levels, QuotaUnit.Requests, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
        WriteTightest(headers, levels, QuotaUnit.Tokens, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
        headers["RateLimit-Policy"] = Join(levels, AppendPolicy);
        headers["RateLimit"] = Join(levels, AppendLevel);
    }

    private static void WriteTightest(IHeaderDictionary headers, ImmutableArray<QuotaLevel> levels, QuotaUnit unit, string limit, string remaining, string reset)
    {
        QuotaLevel? tightest = null;
        foreach (var level in levels)
        {
            if (level.Unit == unit && (tightest is null || level.Remaining < tightest.Remaining)) tightest = level;
        }
        if (tightest is null) return;
        headers[limit] = tightest.Amount.ToString(CultureInfo.InvariantCulture);
        headers[remaining] = Math.Max(0, tightest.Remaining).ToString(CultureInfo.InvariantCulture);
        headers[reset] = GoDuration.Format(tightest.ResetAfter);
    }

    private static string Join(ImmutableArray<QuotaLevel> levels, Action<StringBuilder, QuotaLevel> append)
    {
        var text = new StringBuilder(64);
        foreach (var level in levels)
        {
            if (text.Length > 0) text.Append(", ");
            AppendName(text, level.Name);
            append(text, level);
        }
        return text.ToString();
    }

    private static void AppendPolicy(StringBuilder text, QuotaLevel level)
    {
        text.Append(CultureInfo.InvariantCulture, $";q={Shown(level.Unit, level.Amount)}");
        if (UnitOf(level.Unit) is { } unit) text.Append(CultureInfo.InvariantCulture, $";qu=\"{unit}\"");
        if (level.Period > TimeSpan.Zero) text.Append(CultureInfo.InvariantCulture, $";w={Seconds(level.Period)}");
    }

    private static void AppendLevel(StringBuilder text, QuotaLevel level)
    {
        text.Append(CultureInfo.InvariantCulture, $";r={Shown(level.Unit, level.Remaining)}");
        if (level.ResetAfter > TimeSpan.Zero) text.Append(CultureInfo.InvariantCulture, $";t={Seconds(level.ResetAfter)}");
    }

    private static string? UnitOf(QuotaUnit unit) => unit switch
    {
        QuotaUnit.Tokens => "tokens",
        QuotaUnit.Concurrency => "concurrent-requests",
        QuotaUnit.Cost => "cost-micro",
        _ => null,
    };

    private static long Shown(QuotaUnit unit, long units) => Math.Clamp(unit is QuotaUnit.Cost ? units / BillionthsInMillionth : units, 0, MostInteger);

    /// <summary>A string of the structured-field format: printable ASCII, with quotes and backslashes escaped.</summary>
    private static void AppendName(StringBuilder text, string name)
    {
        text.Append('"');
        foreach (var letter in name)
        {
            if (letter is '"' or '\\') text.Append('\\');
            text.Append(letter is >= ' ' and <= '~' ? letter : '?');
        }
        text.Append('"');
    }

    private static long Seconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalSeconds));
}

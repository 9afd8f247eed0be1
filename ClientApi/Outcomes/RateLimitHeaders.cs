using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orchestrator.Quota;

namespace Orchestrator.Outcomes;

/// <summary>Tells a client what is left of its limits: in OpenAI's headers for the tightest limit of a kind, in the IETF draft's for all of them.</summary>
internal static class RateLimitHeaders
{
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
        text.Append(CultureInfo.InvariantCulture, $";q={level.Amount}");
        if (level.Unit is QuotaUnit.Tokens) text.Append(";qu=\"tokens\"");
        if (level.Unit is QuotaUnit.Concurrency) text.Append(";qu=\"concurrent-requests\"");
        if (level.Period > TimeSpan.Zero) text.Append(CultureInfo.InvariantCulture, $";w={Seconds(level.Period)}");
    }

    private static void AppendLevel(StringBuilder text, QuotaLevel level)
    {
        text.Append(CultureInfo.InvariantCulture, $";r={Math.Max(0, level.Remaining)}");
        if (level.ResetAfter > TimeSpan.Zero) text.Append(CultureInfo.InvariantCulture, $";t={Seconds(level.ResetAfter)}");
    }

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

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Usage;

/// <summary>Reads from a request's query which use is asked for: by default the last seven days, or the last day by the hour.</summary>
internal static class UsageRules
{
    private const int MostInName = 256;

    public static bool TryRead(IQueryCollection parameters, DateTimeOffset now, [NotNullWhen(true)] out UsageQuery? query, [NotNullWhen(false)] out ApiError? error)
    {
        query = null;
        error = null;
        var granularity = UsageGranularity.Day;
        if (parameters.TryGetValue("granularity", out var length) && !TryChoose(length, out granularity)) error = Invalid.Value("granularity", "hour or day");
        var grouping = UsageGrouping.None;
        if (parameters.TryGetValue("group_by", out var group) && !TryChoose(group, out grouping)) error ??= Invalid.Value("group_by", "key, model or none");
        var to = Time(parameters, "to", now, ref error);
        var from = Time(parameters, "from", to - (granularity is UsageGranularity.Day ? TimeSpan.FromDays(7) : TimeSpan.FromDays(1)), ref error);
        var (key, model) = (Name(parameters, "key", ref error), Name(parameters, "model", ref error));
        if (error is not null) return false;

        query = new UsageQuery { From = from, To = to, Granularity = granularity, GroupBy = grouping, Key = key, Model = model };
        if (query.Problem() is not { } problem) return true;
        // The members that can still be wrong are the ends, whose names are the same here.
        error = Invalid.Value(problem.Member.ToLowerInvariant(), problem.Expected);
        return false;
    }

    private static bool TryChoose<T>(string? text, out T choice) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            choice = value;
            if (text == Word(value)) return true;
        }

        choice = default;
        return false;
    }

    /// <summary>A choice as the wire spells it.</summary>
    public static string Word<T>(T choice) where T : struct, Enum => choice.ToString().ToLowerInvariant();

    private static DateTimeOffset Time(IQueryCollection parameters, string name, DateTimeOffset otherwise, ref ApiError? error)
    {
        if (!parameters.TryGetValue(name, out var text)) return otherwise;
        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.UtcDateTime.Year is >= 1971 and <= 9000) return time.ToUniversalTime();
        error ??= Invalid.Value(name, "a date or a time in UTC such as 2026-05-01 or 2026-05-01T12:00:00Z");
        return otherwise;
    }

    private static string? Name(IQueryCollection parameters, string name, ref ApiError? error)
    {
        if (!parameters.TryGetValue(name, out var text)) return null;
        if (text is [{ Length: >= 1 and <= MostInName } value]) return value;
        error ??= Invalid.Value(name, "a string of 1 to 256 characters");
        return null;
    }
}

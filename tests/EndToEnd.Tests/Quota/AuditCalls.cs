using System.Text.Json;

namespace Orchestrator.Tests.Quota;

/// <summary>The calls of one tenant as the upstream saw them, and what they amount to.</summary>
internal sealed class AuditCalls
{
    private readonly List<(double Start, double End, long Tokens)> _calls;

    private AuditCalls(List<(double, double, long)> calls) => _calls = calls;

    public int Count => _calls.Count;

    public static AuditCalls Of(IEnumerable<JsonElement> journal, string tenant) => new(
    [
        .. from entry in journal
           where entry.GetProperty("body").GetString()!.Contains($"Audit of {tenant}.", StringComparison.Ordinal)
           let start = entry.GetProperty("arrivedAt").GetDateTimeOffset()
           orderby start
           let end = entry.GetProperty("disconnectedAt") is { ValueKind: JsonValueKind.String } gone ? gone : entry.GetProperty("endedAt")
           select (Seconds(start), end.ValueKind is JsonValueKind.String ? Seconds(end.GetDateTimeOffset()) : double.MaxValue, Tokens(entry)),
    ]);

    /// <summary>The highest level of a bucket that these calls would fill and that drains at a rate. Above the burst some interval holds more than burst and refill.</summary>
    public double Level(double perSecond, Func<long, double> weigh)
    {
        double level = 0, most = 0, last = 0;
        foreach (var (start, _, tokens) in _calls)
        {
            level = Math.Max(0, level - (start - last) * perSecond) + weigh(tokens);
            last = start;
            most = Math.Max(most, level);
        }

        return most;
    }

    /// <summary>The most calls within any time of this length.</summary>
    public int MostWithin(double seconds)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < _calls.Count; last++)
        {
            while (_calls[first].Start <= _calls[last].Start - seconds) first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    /// <summary>The most calls within a minute of the calendar, its first and last moments apart.</summary>
    public int MostInAMinute(double edge) => _calls
        .Where(call => call.Start % 60 >= edge && call.Start % 60 <= 60 - edge)
        .GroupBy(call => Math.Floor(call.Start / 60)).Select(minute => minute.Count()).DefaultIfEmpty().Max();

    /// <summary>The most calls that ran at one moment. The upstream writes down an end a little after its answer has gone, and the next call may be there already.</summary>
    public int MostAtOnce(double edge)
    {
        var events = _calls.SelectMany(call => ((double At, int Change)[])[(call.Start, 1), (Math.Max(call.Start, call.End - edge), -1)]).OrderBy(step => step.At).ThenBy(step => step.Change);
        var (running, most) = (0, 0);
        foreach (var (_, change) in events) most = Math.Max(most, running += change);
        return most;
    }

    private static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static long Tokens(JsonElement entry) =>
        entry.GetProperty("usage") is { ValueKind: JsonValueKind.Object } usage ? usage.GetProperty("totalTokens").GetInt64() : 0;
}

using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>How flushes become an hour, and hours a day. Of the rows the largest are told apart and the others are one; nothing is lost in the sums.</summary>
internal static class UsageBook
{
    /// <summary>The most sources of an hour of which is known how far they are counted. A silo that starts over is another source.</summary>
    public const int MostMarks = 256;

    /// <summary>The most names of limits, and of errors, in a row; the others are one.</summary>
    public const int MostReasons = 16;

    /// <summary>The hour with the flush; null where it is counted already.</summary>
    public static UsageRecord? Add(UsageRecord hour, UsageFlush flush, int mostRows)
    {
        var known = Array.FindIndex([.. hour.Marks], mark => mark.Source == flush.Source);
        if (known >= 0 && hour.Marks[known].Number >= flush.Number) return null;
        var marks = known >= 0 ? hour.Marks.RemoveAt(known) : hour.Marks;
        if (marks.Length >= MostMarks) marks = marks.RemoveRange(0, marks.Length - MostMarks + 1);
        return new UsageRecord { Rows = Merge([hour.Rows, flush.Rows], mostRows), Marks = marks.Add(new UsageMark(flush.Source, flush.Number)) };
    }

    /// <summary>The hours of a day as one record.</summary>
    public static UsageRecord Fold(IEnumerable<UsageRecord> hours, int mostRows) => new() { Rows = Merge(hours.Select(hour => hour.Rows), mostRows) };

    public static UsageSums Sum(IEnumerable<UsageRow> rows) => rows.Aggregate(UsageSums.None, (sum, row) => sum + row.Sums);

    private static ImmutableArray<UsageRow> Merge(IEnumerable<ImmutableArray<UsageRow>> parts, int mostRows)
    {
        var rows = new Dictionary<(string Key, string Model), UsageSums>();
        foreach (var row in parts.SelectMany(part => part))
        {
            var name = (row.Key, row.Model);
            rows[name] = Bounded(rows.TryGetValue(name, out var sums) ? sums + row.Sums : row.Sums);
        }

        var named = rows.Where(row => row.Key is not (UsageKey.Other, UsageKey.Other)).Select(row => new UsageRow(row.Key.Key, row.Key.Model, row.Value))
            .OrderByDescending(row => row.Sums.Cost).ThenByDescending(row => row.Sums.Requests)
            .ThenBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal).ToList();
        var rest = Bounded(Sum(named.Skip(mostRows)) + rows.GetValueOrDefault((UsageKey.Other, UsageKey.Other), UsageSums.None));
        return rest.Requests == 0 ? [.. named] : [.. named.Take(mostRows), new UsageRow(UsageKey.Other, UsageKey.Other, rest)];
    }

    private static UsageSums Bounded(UsageSums sums) => sums.Refusals.Count <= MostReasons && sums.Errors.Count <= MostReasons
        ? sums
        : sums with { Refusals = Bounded(sums.Refusals), Errors = Bounded(sums.Errors) };

    private static ImmutableSortedDictionary<string, long> Bounded(ImmutableSortedDictionary<string, long> reasons)
    {
        if (reasons.Count <= MostReasons) return reasons;
        var least = reasons.Where(reason => reason.Key != UsageKey.Other).OrderBy(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal)
            .Take(reasons.Count - MostReasons + 1).ToList();
        return reasons.RemoveRange(least.Select(reason => reason.Key))
            .SetItem(UsageKey.Other, least.Sum(reason => reason.Value) + reasons.GetValueOrDefault(UsageKey.Other));
    }
}

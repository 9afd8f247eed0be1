using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>Makes a report of records: drops what was not asked for, adds up by group, and tells only the largest groups apart.</summary>
internal static class UsageReports
{
    public static UsageReport Make(UsageQuery query, IReadOnlyList<(DateTimeOffset Start, ImmutableArray<UsageRow> Rows)> buckets, int recordsRead)
    {
        var grouped = buckets
            .Select(bucket => (bucket.Start, Groups: Group(query, bucket.Rows)))
            .Where(bucket => bucket.Groups.Count > 0)
            .OrderBy(bucket => bucket.Start).ToList();
        var totals = new Dictionary<string, UsageSums>(StringComparer.Ordinal);
        foreach (var (name, sums) in grouped.SelectMany(bucket => bucket.Groups)) totals[name] = totals.TryGetValue(name, out var sum) ? sum + sums : sums;

        var most = Math.Clamp((UsageQuery.MostRows / Math.Max(1, grouped.Count)) - 1, 1, UsageQuery.MostGroups);
        var named = ByUse(totals.Where(group => group.Key != UsageKey.Other)).Take(most).Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        return new UsageReport
        {
            Buckets = [.. grouped.Select(bucket => new UsageBucket(bucket.Start, Told(bucket.Groups, named)))],
            Total = totals.Values.Aggregate(UsageSums.None, (sum, sums) => sum + sums),
            RecordsRead = recordsRead,
        };
    }

    private static Dictionary<string, UsageSums> Group(UsageQuery query, ImmutableArray<UsageRow> rows)
    {
        var groups = new Dictionary<string, UsageSums>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if ((query.Key is { } key && row.Key != key) || (query.Model is { } model && row.Model != model)) continue;
            var name = query.GroupBy switch
            {
                UsageGrouping.Key => row.Key,
                UsageGrouping.Model => row.Model,
                _ => "",
            };
            groups[name] = groups.TryGetValue(name, out var sums) ? sums + row.Sums : row.Sums;
        }

        return groups;
    }

    private static ImmutableArray<UsageGroup> Told(Dictionary<string, UsageSums> groups, HashSet<string> named)
    {
        var rest = groups.Where(group => !named.Contains(group.Key)).Aggregate(UsageSums.None, (sum, group) => sum + group.Value);
        var told = ByUse(groups.Where(group => named.Contains(group.Key)));
        return rest.Requests == 0 ? [.. told] : [.. told, new UsageGroup(UsageKey.Other, rest)];
    }

    private static IEnumerable<UsageGroup> ByUse(IEnumerable<KeyValuePair<string, UsageSums>> groups) => groups
        .OrderByDescending(group => group.Value.Cost).ThenByDescending(group => group.Value.PromptTokens + group.Value.CompletionTokens)
        .ThenByDescending(group => group.Value.Requests).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new UsageGroup(group.Key, group.Value));
}

using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Xunit;

namespace Orchestrator.Usage;

public sealed class UsageReportsTests
{
    private static readonly DateTimeOffset s_start = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<UsageRow> s_row = Gen.Select(Gen.Int[0, 150], Gen.Int[0, 3], Gen.Long[1, 100])
        .Select((key, model, requests) => new UsageRow(key == 0 ? UsageKey.Other : $"key{key}", key == 0 ? UsageKey.Other : $"model{model}", new UsageSums { Requests = requests }));

    [Fact]
    public void However_it_is_grouped_the_groups_of_all_buckets_are_the_total_and_not_too_many()
    {
        Gen.Select(s_row.Array[0, 300].Array[0, 8], Gen.Enum<UsageGrouping>()).Sample((hours, grouping) =>
        {
            var report = UsageReports.Make(Query() with { GroupBy = grouping }, Buckets(hours), hours.Length);

            Assert.Equal(hours.Sum(rows => rows.Sum(row => row.Sums.Requests)), report.Total.Requests);
            Assert.Equal(report.Total, UsageSum(report));
            Assert.All(report.Buckets, bucket => Assert.InRange(bucket.Groups.Length, 1, UsageQuery.MostGroups + 1));
            Assert.All(report.Buckets, bucket => Assert.Equal(bucket.Groups.Length, bucket.Groups.Select(group => group.Name).Distinct().Count()));
        });
    }

    [Fact]
    public void A_report_of_many_hours_tells_fewer_groups_apart()
    {
        var hour = Enumerable.Range(0, 100).Select(key => new UsageRow(key.ToString(CultureInfo.InvariantCulture), "small", new UsageSums { Requests = key + 1 })).ToArray();

        var report = UsageReports.Make(Query() with { GroupBy = UsageGrouping.Key }, Buckets([.. Enumerable.Repeat(hour, 744)]), 744);

        Assert.InRange(report.Buckets.Sum(bucket => bucket.Groups.Length), 744, UsageQuery.MostRows);
        Assert.All(report.Buckets, bucket => Assert.Equal(("99", UsageKey.Other), (bucket.Groups[0].Name, bucket.Groups[^1].Name)));
        Assert.Equal(744 * 5_050, report.Total.Requests);
    }

    [Fact]
    public void Only_the_key_and_the_model_that_are_asked_for_are_told()
    {
        UsageRow[] rows = [new("first", "small", new UsageSums { Requests = 1 }), new("first", "large", new UsageSums { Requests = 2 }), new("second", "small", new UsageSums { Requests = 4 })];

        Assert.Equal(3, Total(Query() with { Key = "first" }));
        Assert.Equal(5, Total(Query() with { Model = "small" }));
        Assert.Equal(1, Total(Query() with { Key = "first", Model = "small" }));
        Assert.Empty(UsageReports.Make(Query() with { Key = "third" }, Buckets([rows]), 1).Buckets);

        long Total(UsageQuery query) => UsageReports.Make(query, Buckets([rows]), 1).Total.Requests;
    }

    private static UsageQuery Query() => new() { From = s_start, To = s_start.AddDays(31) };

    private static List<(DateTimeOffset, ImmutableArray<UsageRow>)> Buckets(UsageRow[][] hours) =>
        [.. hours.Select((rows, hour) => (s_start.AddHours(hour), rows.ToImmutableArray()))];

    private static UsageSums UsageSum(UsageReport report) => report.Buckets.SelectMany(bucket => bucket.Groups).Aggregate(UsageSums.None, (sum, group) => sum + group.Sums);
}

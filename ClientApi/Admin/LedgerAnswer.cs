using Orchestrator.Usage;

namespace Orchestrator.Admin;

/// <summary>What was used from one time to another, in all and bucket by bucket; hours or days without any use are left out.</summary>
internal sealed record LedgerAnswer(DateTimeOffset From, DateTimeOffset To, string Granularity, string GroupBy, SumsAnswer Total, IReadOnlyList<LedgerEntry> Data)
{
    public static LedgerAnswer Example(string groupBy, string group)
    {
        var day = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var sums = new SumsAnswer(120, 117, 1, 240_000, 180_000, 36_000, 0, 0.042m, 0, new Dictionary<string, long> { ["requests-per-minute"] = 2 }, new Dictionary<string, long>());
        return new LedgerAnswer(day, day.AddDays(1), "day", groupBy, sums, [new LedgerEntry(day, group, sums)]);
    }

    public static LedgerAnswer Of(UsageQuery query, UsageReport report, string groupBy) => new(
        query.From, query.To, UsageRules.Word(query.Granularity), groupBy, SumsAnswer.Of(report.Total),
        [.. report.Buckets.SelectMany(bucket => bucket.Groups.Select(group => new LedgerEntry(bucket.Start, groupBy == "none" ? null : group.Name, SumsAnswer.Of(group.Sums))))]);
}

/// <summary>One hour's or day's use, of one group where there are any.</summary>
internal sealed record LedgerEntry(DateTimeOffset Start, string? Group, SumsAnswer Used);

/// <summary>What a number of requests used together. Cached tokens are part of the prompt's, reasoning tokens of the completion's; of <c>uncounted</c> requests nobody knows.</summary>
internal sealed record SumsAnswer(
    long Requests,
    long Completed,
    long ClientGone,
    long PromptTokens,
    long CachedTokens,
    long CompletionTokens,
    long ReasoningTokens,
    decimal Cost,
    long Uncounted,
    IReadOnlyDictionary<string, long> Refusals,
    IReadOnlyDictionary<string, long> Errors)
{
    private const decimal Unit = 1_000_000_000;

    public static SumsAnswer Of(UsageSums sums) => new(
        sums.Requests, sums.Completed, sums.ClientGone, sums.PromptTokens, sums.CachedTokens, sums.CompletionTokens, sums.ReasoningTokens,
        sums.Cost / Unit, sums.Uncounted, sums.Refusals, sums.Errors);
}

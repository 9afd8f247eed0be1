using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Usage;

/// <summary>A report as it goes to the client: a total, and one element for each bucket and group. Money is in the currency's unit, to nine decimals.</summary>
internal static class UsageWire
{
    private const decimal Unit = 1_000_000_000;

    public static void Write(Utf8JsonWriter json, UsageQuery query, UsageReport report)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "usage"u8);
        json.WriteString("from"u8, Time(query.From));
        json.WriteString("to"u8, Time(query.To));
        json.WriteString("granularity"u8, UsageRules.Word(query.Granularity));
        json.WriteString("group_by"u8, UsageRules.Word(query.GroupBy));
        json.WriteStartObject("total"u8);
        WriteSums(json, report.Total);
        json.WriteEndObject();
        json.WriteStartArray("data"u8);
        foreach (var bucket in report.Buckets)
        {
            foreach (var group in bucket.Groups) WriteGroup(json, query, bucket.Start, group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, UsageQuery query, DateTimeOffset start, UsageGroup group)
    {
        json.WriteStartObject();
        json.WriteString("start"u8, Time(start));
        if (query.GroupBy is not UsageGrouping.None) json.WriteString(UsageRules.Word(query.GroupBy), group.Name);
        WriteSums(json, group.Sums);
        json.WriteEndObject();
    }

    private static void WriteSums(Utf8JsonWriter json, UsageSums sums)
    {
        json.WriteNumber("requests"u8, sums.Requests);
        json.WriteNumber("completed"u8, sums.Completed);
        json.WriteNumber("client_gone"u8, sums.ClientGone);
        json.WriteNumber("prompt_tokens"u8, sums.PromptTokens);
        json.WriteNumber("cached_tokens"u8, sums.CachedTokens);
        json.WriteNumber("completion_tokens"u8, sums.CompletionTokens);
        json.WriteNumber("reasoning_tokens"u8, sums.ReasoningTokens);
        json.WriteNumber("cost"u8, sums.Cost / Unit);
        json.WriteNumber("uncounted"u8, sums.Uncounted);
        WriteCounts(json, "refusals", sums.Refusals);
        WriteCounts(json, "errors", sums.Errors);
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, ImmutableSortedDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (reason, count) in counts) json.WriteNumber(reason, count);
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Quota;
using Orchestrator.Requests;

namespace Orchestrator.Hosting;

/// <summary>Answers that tests let the hall give, and readers of what clients then see.</summary>
internal static class Answers
{
    public static readonly ImmutableArray<QuotaLevel> Levels =
    [
        new("per-minute", QuotaUnit.Requests, 60, 59, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
        new("per-day", QuotaUnit.Requests, 1000, 12, TimeSpan.FromHours(1), TimeSpan.FromDays(1)),
        new("tokens", QuotaUnit.Tokens, 150_000, 149_000, TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(10)),
        new("parallel", QuotaUnit.Concurrency, 8, 7, TimeSpan.Zero, TimeSpan.Zero),
    ];

    public static ChatOutcome Whole(string body) =>
        new ChatOutcome.Completed(new Completion { Body = Encoding.UTF8.GetBytes(body), FinishReason = "stop" }) { Levels = Levels };

    public static ChatOutcome Streamed(int batches, string finish = "stop", ResponseId? response = null, TokenUsage? usage = null) =>
        new ChatOutcome.Completed(new Completion { FinishReason = finish, Batches = batches, Usage = usage }, response);

    public static ChatOutcome Failed(UpstreamFailureKind kind, int? status = null, int batches = 0) => new ChatOutcome.UpstreamFailed(
        new UpstreamFailure { Kind = kind, Status = status, Message = "words of the provider ****cdef", Type = "some_type", Code = "some_code", Param = "some_param" }, batches);

    public static ChunkBatch Batch(int number, params string[] chunks) =>
        new(number, [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(chunk))]);

    public static async Task<JsonElement> Json(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    public static async Task<JsonElement> Error(this HttpResponseMessage response) => (await response.Json()).GetProperty("error");

    public static async Task<string[]> Data(this HttpResponseMessage response) =>
        [.. (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(frame => frame.Split('\n')).Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..])];

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}

using Microsoft.AspNetCore.Http.HttpResults;

namespace Orchestrator.Simulator;

/// <summary>Shows what has arrived and how it ended, and waits for either so that a test needs no sleep.</summary>
internal static class JournalControl
{
    private const int DefaultLimit = 100;
    private const int DefaultTimeout = 10_000;

    public static void MapJournalControl(this WebApplication application)
    {
        application.MapGet("/simulator/journal", Read);
        application.MapDelete("/simulator/journal", Clear);
        application.MapGet("/simulator/journal/{number:long}", Find);
        application.MapGet("/simulator/journal/{number:long}/arrival", Arrival);
        application.MapGet("/simulator/journal/{number:long}/end", End);
        application.MapGet("/simulator/stats", Statistics);
    }

    private static JsonHttpResult<IReadOnlyList<JournalEntry>> Read(Journal journal, long after = 0, int limit = DefaultLimit, string? contains = null) =>
        TypedResults.Json(journal.Read(after, limit, contains), ControlJson.Default.IReadOnlyListJournalEntry);

    private static NoContent Clear(Journal journal)
    {
        journal.Clear();
        return TypedResults.NoContent();
    }

    private static Results<JsonHttpResult<JournalEntry>, NotFound, NoContent> Find(Journal journal, long number) =>
        journal.Find(number) is { } entry
            ? TypedResults.Json(entry, ControlJson.Default.JournalEntry)
            : TypedResults.NotFound();

    /// <summary>Waits until so many requests have arrived and shows the last of them; no content means not in time.</summary>
    private static Task<Results<JsonHttpResult<JournalEntry>, NotFound, NoContent>> Arrival(
        Journal journal, TimeProvider clock, HttpContext context, long number, int timeout = DefaultTimeout) =>
        FindAfter(cancellation => journal.Arrival(number, cancellation), journal, clock, context, number, timeout);

    /// <summary>Waits until the request of this number has arrived and ended; no content means not in time.</summary>
    private static Task<Results<JsonHttpResult<JournalEntry>, NotFound, NoContent>> End(
        Journal journal, TimeProvider clock, HttpContext context, long number, int timeout = DefaultTimeout) =>
        FindAfter(cancellation => journal.End(number, cancellation), journal, clock, context, number, timeout);

    private static async Task<Results<JsonHttpResult<JournalEntry>, NotFound, NoContent>> FindAfter(
        Func<CancellationToken, Task> wait, Journal journal, TimeProvider clock, HttpContext context, long number, int timeout)
    {
        using var timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeout), clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        try
        {
            await wait(patience.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return TypedResults.NoContent();
        }

        return Find(journal, number);
    }

    private static JsonHttpResult<Statistics> Statistics(Totals totals, ConcurrencyGate gate) => TypedResults.Json(
        new Statistics(
            totals.Calls,
            gate.Running,
            gate.Peak,
            totals.Ended(JournalState.Completed),
            totals.Ended(JournalState.Aborted),
            totals.Ended(JournalState.Refused),
            totals.Ended(JournalState.Cut),
            totals.PromptTokens,
            totals.CacheHitTokens,
            totals.CompletionTokens,
            totals.PromptTokens + totals.CompletionTokens),
        ControlJson.Default.Statistics);
}

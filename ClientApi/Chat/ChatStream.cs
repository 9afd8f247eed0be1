using Microsoft.Extensions.Options;
using Orchestrator.Calls;
using Orchestrator.Outcomes;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Chat;

/// <summary>Writes a streamed chat answer: the provider's chunks as they are, and an end that says whether all of them came.</summary>
internal sealed class ChatStream(Hall hall, IOptions<StreamingOptions> options, TimeProvider time)
{
    public async Task Write(HttpContext context, ChatRequest request, bool includeUsage)
    {
        var events = new EventStream(context, options.Value.WriteTimeout, time);
        await using var answer = hall.Stream(request, context.RequestAborted);
        while (await answer.Next() is { } arrival)
        {
            if (arrival is Arrival.Silence)
            {
                if (!events.Begun) continue;
                events.KeepAlive();
                await events.Flush();
            }
            if (arrival is Arrival.Opened opened && !events.Begun) RateLimitHeaders.Write(context.Response.Headers, opened.Levels);
            if (arrival is not Arrival.Batch batch) continue;
            foreach (var chunk in batch.Chunks)
            {
                if (includeUsage || !UsageChunk.Is(chunk.Span)) events.Data(chunk.Span);
            }
            await events.Flush();
            answer.Take(batch);
        }

        await Finish(context, events, await answer.End());
    }

    private static async Task Finish(HttpContext context, EventStream events, AnswerEnd end)
    {
        if (end.Outcome is ChatOutcome.ClientGone)
        {
            context.Abort();
            return;
        }
        if (!events.Begun && end.Outcome is not null) RateLimitHeaders.Write(context.Response.Headers, end.Outcome.Levels);
        if (!events.Begun && end.Error is not null)
        {
            await end.Error.Write(context.Response);
            return;
        }
        if (end.Error is null) events.Done();
        else events.Data(end.Error.ToJson().Span);
        await events.Flush();
    }
}

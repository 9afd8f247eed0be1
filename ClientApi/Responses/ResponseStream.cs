using Microsoft.Extensions.Options;
using Orchestrator.Calls;
using Orchestrator.Outcomes;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Responses;

/// <summary>Writes a streamed response: opened under its id as soon as that is known, and ended only when the answer is kept.</summary>
internal sealed class ResponseStream(Hall hall, IOptions<StreamingOptions> options, IOptions<ResponsesOptions> responses, TimeProvider time)
{
    public async Task Write(HttpContext context, ChatRequest request)
    {
        var stream = new EventStream(context, options.Value.WriteTimeout, time);
        ResponseEvents? response = null;
        await using var answer = hall.Stream(request, context.RequestAborted);
        while (await answer.Next() is { } arrival)
        {
            switch (arrival)
            {
                case Arrival.Opened opened:
                    if (!stream.Begun) RateLimitHeaders.Write(context.Response.Headers, opened.Levels);
                    response ??= Open(context, stream, request, opened.Response);
                    break;
                case Arrival.Batch batch:
                    response ??= Open(context, stream, request, null);
                    foreach (var chunk in batch.Chunks) response.Add(chunk);
                    break;
                case Arrival.Silence when stream.Begun:
                    stream.KeepAlive();
                    break;
                default:
                    continue;
            }
            await stream.Flush();
            if (arrival is Arrival.Batch taken) answer.Take(taken);
        }

        await Finish(context, stream, request, response, await answer.End());
    }

    private async Task Finish(HttpContext context, EventStream stream, ChatRequest request, ResponseEvents? response, AnswerEnd end)
    {
        if (end.Outcome is ChatOutcome.ClientGone)
        {
            context.Abort();
            return;
        }
        if (end.Error is not null && response is null)
        {
            if (end.Outcome is not null) RateLimitHeaders.Write(context.Response.Headers, end.Outcome.Levels);
            await end.Error.Write(context.Response);
            return;
        }
        if (end.Error is not null)
        {
            response!.Fail(end.Error);
        }
        else if (end.Outcome is ChatOutcome.Completed completed)
        {
            response ??= Open(context, stream, request, completed.Response);
            response.Finish(completed.Completion.FinishReason, completed.Completion.Usage, time.GetUtcNow());
        }
        stream.Done();
        await stream.Flush();
    }

    private ResponseEvents Open(HttpContext context, EventStream stream, ChatRequest request, ResponseId? id)
    {
        var document = new ResponseDocument(id ?? ResponsesApi.UnkeptId(), request.AskedAt, request.Settings);
        var events = new ResponseEvents(document, stream.Event, responses.Value.DialectOf(context));
        events.Open();
        return events;
    }
}

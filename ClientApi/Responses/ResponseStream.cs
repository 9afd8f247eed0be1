using Microsoft.Extensions.Options;
using Orchestrator.Outcomes;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Responses;

/// <summary>Writes a streamed response: opened under its id as soon as that is known, and ended only when the answer is kept.</summary>
internal sealed class ResponseStream(Hall hall, IOptions<StreamingOptions> options, TimeProvider time)
{
    public async Task Write(HttpContext context, ChatRequest request, ResponseSettings settings)
    {
        var stream = new EventStream(context, options.Value.WriteTimeout, time);
        ResponseEvents? response = null;
        await using var answer = hall.Stream(request, context.RequestAborted);
        while (await answer.Next() is { } arrival)
        {
            switch (arrival)
            {
                case Arrival.Opened opened:
                    response ??= Open(stream, settings, opened.Response);
                    break;
                case Arrival.Batch batch:
                    response ??= Open(stream, settings, null);
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

        var end = await answer.End();
        switch (end)
        {
            case { Outcome: ChatOutcome.ClientGone }:
                context.Abort();
                return;
            case { Error: { } error } when response is null:
                if (end.Outcome is not null) RateLimitHeaders.Write(context.Response.Headers, end.Outcome.Levels);
                await error.Write(context.Response);
                return;
            case { Error: { } error }:
                response.Fail(error.Code, error.Message);
                break;
            case { Outcome: ChatOutcome.Completed completed }:
                response ??= Open(stream, settings, completed.Response);
                response.Finish(completed.Completion.FinishReason, completed.Completion.Usage, time.GetUtcNow());
                break;
        }
        stream.Done();
        await stream.Flush();
    }

    private ResponseEvents Open(EventStream stream, ResponseSettings settings, ResponseId? id)
    {
        var document = new ResponseDocument(id ?? ResponsesApi.UnkeptId(), time.GetUtcNow(), settings);
        var events = new ResponseEvents(document, stream.Event);
        events.Open();
        return events;
    }
}

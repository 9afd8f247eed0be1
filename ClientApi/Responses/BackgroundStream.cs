using Microsoft.Extensions.Options;
using Orchestrator.Background;
using Orchestrator.Identity;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Responses;

/// <summary>
/// Tells a background answer as events, from any of them on, and goes on while it is made. The record keeps the upstream's chunks and the same
/// chunks make the same events, so what is told again is told in the same bytes.
/// </summary>
internal sealed class BackgroundStream(BackgroundLog log, IOptions<StreamingOptions> options, IOptions<ResponsesOptions> responses, TimeProvider time)
{
    /// <param name="after">The last event that the client has; -1 for none.</param>
    public async Task Write(HttpContext context, Caller caller, ResponseId response, int after)
    {
        var stream = new EventStream(context, options.Value.WriteTimeout, time);
        stream.Begin();
        ResponseEvents? events = null;
        var told = 0;
        for (var position = 0; ;)
        {
            // What is no longer kept ends the stream without an end: it was there when the client asked.
            if (await log.Read(caller, response, position, wait: true, context.RequestAborted) is not { } part) break;
            if (events is null)
            {
                events = new ResponseEvents(new ResponseDocument(response, part.Answer.AskedAt, part.Answer.Settings), Tell, responses.Value.DialectOf(context));
                events.Open();
            }

            foreach (var chunk in part.Chunks) events.Add(chunk);
            position += part.Chunks.Length;
            if (part.End is { } end)
            {
                Finish(events, end);
                stream.Done();
            }
            else if (part.Chunks.IsEmpty)
            {
                stream.KeepAlive();
            }

            await stream.Flush();
            if (part.End is not null) return;
        }

        void Tell(string type, ReadOnlySpan<byte> json)
        {
            if (told++ > after) stream.Event(type, json);
        }
    }

    private static void Finish(ResponseEvents events, BackgroundEnd end)
    {
        if (end.Ending is BackgroundEnding.Cancelled) events.Cancel();
        else if (BackgroundEnds.ErrorOf(end) is { } error) events.Fail(error);
        else if (end.Outcome is ChatOutcome.Completed { Completion: var completion }) events.Finish(completion.FinishReason, completion.Usage, end.At);
    }
}

using Orchestrator.Calls;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Responses;

/// <summary>Has a request run and tells its answer as events: opened under its id as soon as that is known, and ended only when the answer is kept.</summary>
internal sealed class ResponseTeller(Hall hall)
{
    /// <summary>Tells all of it. Where the response is null, nothing was told: the end says why.</summary>
    public async Task<(AnswerEnd End, ResponseEvents? Response)> Tell(ChatRequest request, IResponseOutput output, CancellationToken gone)
    {
        ResponseEvents? response = null;
        await using var answer = hall.Stream(request, gone);
        while (await answer.Next() is { } arrival)
        {
            switch (arrival)
            {
                case Arrival.Opened opened:
                    output.Limits(opened.Levels);
                    response ??= Open(output, request, opened.Response);
                    break;
                case Arrival.Batch batch:
                    response ??= Open(output, request, null);
                    foreach (var chunk in batch.Chunks) response.Add(chunk);
                    break;
                case Arrival.Silence when response is not null:
                    output.KeepAlive();
                    break;
                default:
                    continue;
            }

            await output.Flush();
            if (arrival is Arrival.Batch taken) answer.Take(taken);
        }

        var end = await answer.End();
        if (end.Error is { } error) response?.Fail(error);
        else if (end.Outcome is ChatOutcome.Completed completed) Finish(response ??= Open(output, request, completed.Response), completed);
        return (end, response);
    }

    private static void Finish(ResponseEvents response, ChatOutcome.Completed completed) =>
        response.Finish(completed.Completion.FinishReason, completed.Completion.Usage, completed.At);

    private static ResponseEvents Open(IResponseOutput output, ChatRequest request, ResponseId? id)
    {
        var document = new ResponseDocument(id ?? ResponsesApi.UnkeptId(), request.AskedAt, request.Settings);
        var events = new ResponseEvents(document, output.Event, output.Dialect);
        events.Open();
        return events;
    }
}

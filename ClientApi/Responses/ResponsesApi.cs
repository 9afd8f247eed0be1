using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Calls;
using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>Responses: a chat whose history the service keeps.</summary>
internal sealed class ResponsesApi(ResponseWire wire, ResponseRequests requests, ResponseStream stream, BackgroundResponses background, Hall hall, IOptions<RequestLimits> limits, TimeProvider time)
{
    public async Task Create(HttpContext context, Caller caller)
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        DateTimeOffset? deadline = null;
        if (error is not null || !ClientDeadline.TryRead(context.Request.Headers, time.GetUtcNow(), out deadline, out error) || !wire.TryRead(body, out var call, out error)
            || (error = caller.Refuse(call.Prompt.Model)) is not null)
        {
            await error.Write(context.Response);
            return;
        }
        // Nobody waits for an answer in the background.
        var request = requests.Of(caller, call) with { Deadline = call.Settings.Background ? null : deadline };
        await (call.Settings.Background ? background.Create(context, caller, request)
            : call.Prompt.Stream ? stream.Write(context, request)
            : Answer(context, request));
    }

    /// <summary>An id of the usual form that names nothing, for an answer that is not kept.</summary>
    public static ResponseId UnkeptId() => new(ConversationId.Create(), 0, 0);

    private async Task Answer(HttpContext context, ChatRequest request)
    {
        var outcome = await hall.Run(request, context.RequestAborted);
        RateLimitHeaders.Write(context.Response.Headers, outcome.Levels);
        if (outcome is ChatOutcome.Completed completed) await WriteWhole(context, request, completed);
        else if (OutcomeResults.ErrorOf(outcome) is { } error) await error.Write(context.Response);
        else context.Abort();
    }

    private static async Task WriteWhole(HttpContext context, ChatRequest request, ChatOutcome.Completed completed)
    {
        var id = completed.Response ?? UnkeptId();
        var state = ResponseState.Ended(completed.Completion.FinishReason, completed.Completion.Usage, completed.At);
        using var chat = JsonDocument.Parse(completed.Completion.Body);
        var message = chat.RootElement.GetProperty("choices"u8)[0].GetProperty("message"u8);
        var document = new ResponseDocument(id, request.AskedAt, request.Settings);
        state = document.Judge(state with { Output = OutputItem.Of(id, MessageItems.Of("assistant", message), state.IncompleteReason is not null) });
        await (OutputVerdict.ErrorOf(state)?.Write(context.Response) ?? JsonAnswer.Write(context.Response, json => document.Write(json, state)));
    }
}

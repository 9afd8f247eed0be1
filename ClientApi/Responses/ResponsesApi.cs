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
internal sealed class ResponsesApi(ResponseWire wire, ResponseStream stream, Hall hall, IOptions<RequestLimits> limits, TimeProvider time)
{
    public async Task Create(HttpContext context, Caller caller)
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        if (error is not null || !wire.TryRead(body, out var call, out error))
        {
            await error.Write(context.Response);
            return;
        }
        var request = new ChatRequest
        {
            Id = caller.Request,
            Tenant = caller.Tenant,
            Key = caller.Key,
            Prompt = call.Prompt,
            Place = call.Place,
            Instructions = call.Instructions is { } text ? ChatMessages.Of("system", text) : null,
            AskedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
            Settings = call.Settings.Render(),
        };
        await (call.Prompt.Stream ? stream.Write(context, request) : Answer(context, request));
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

    private async Task WriteWhole(HttpContext context, ChatRequest request, ChatOutcome.Completed completed)
    {
        var id = completed.Response ?? UnkeptId();
        var state = ResponseState.Ended(completed.Completion.FinishReason, completed.Completion.Usage, time.GetUtcNow());
        using var chat = JsonDocument.Parse(completed.Completion.Body);
        var message = chat.RootElement.GetProperty("choices"u8)[0].GetProperty("message"u8);
        state = state with { Output = OutputItem.Of(id, MessageItems.Of("assistant", message), state.IncompleteReason is not null) };
        state = OutputVerdict.Judge(state, request.Settings);
        if (OutputVerdict.ErrorOf(state) is { } error) await error.Write(context.Response);
        else await JsonAnswer.Write(context.Response, json => new ResponseDocument(id, request.AskedAt, request.Settings).Write(json, state));
    }
}

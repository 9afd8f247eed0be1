using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Bodies;
using Orchestrator.Calls;
using Orchestrator.Identity;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Chat;

/// <summary>Chat completions: read the request, have it run, answer in the wire's own form.</summary>
internal sealed class ChatApi(ChatWire wire, ChatStream stream, Hall hall, IOptions<RequestLimits> limits, TimeProvider time)
{
    public async Task Complete(HttpContext context, Caller caller)
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        DateTimeOffset? deadline = null;
        if (error is not null || !ClientDeadline.TryRead(context.Request.Headers, time.GetUtcNow(), out deadline, out error) || !wire.TryRead(body, NameIn(context), out var call, out error)
            || (error = caller.Refuse(call.Prompt.Model)) is not null)
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
            Instructions = call.Instructions,
            AskedAt = time.GetUtcNow(),
            Priority = call.Priority,
            Deadline = deadline,
        };
        if (call.Place is TurnPlace.End { Conversation: var conversation }) context.Response.Headers[ChatMemory.Header] = conversation.ToString();
        await (call.Prompt.Stream ? stream.Write(context, request, call.IncludeUsage) : Answer(context, request));
    }

    private static string? NameIn(HttpContext context) => context.Request.Headers[ChatMemory.Header] is [{ Length: > 0 } name] ? name : null;

    private async Task Answer(HttpContext context, ChatRequest request)
    {
        var outcome = await hall.Run(request, context.RequestAborted);
        RateLimitHeaders.Write(context.Response.Headers, outcome.Levels);
        if (outcome is ChatOutcome.Completed completed) await JsonAnswer.Write(context.Response, completed.Completion.Body);
        else if (OutcomeResults.ErrorOf(outcome) is { } error) await error.Write(context.Response);
        else context.Abort();
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Calls;
using Orchestrator.Conversations;
using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>
/// Compacts what was said: the model writes a summary that stands for it in later requests. It is asked behind the conversation as it was sent
/// before, so that the provider's cached prefix is read and not paid again.
/// </summary>
internal sealed class CompactionApi(CompactionWire wire, PastTurns past, Hall hall, IOptions<RequestLimits> limits, TimeProvider time)
{
    private const string Task =
        "Summarise this conversation for an assistant that will go on with it and sees nothing else of it. Keep facts, names, numbers, code, decisions, "
        + "what was tried and how it ended, open questions, and what the user wants. Write only the summary.";

    private static readonly ApiError s_nothing = new(StatusCodes.Status502BadGateway, "server_error", "empty_summary", "The model wrote no summary. Please try again.") { ShouldRetry = true };

    public async Task Compact(HttpContext context, Caller caller)
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        if (error is not null || !wire.TryRead(body, out var call, out error) || (error = caller.Refuse(call.Model)) is not null)
        {
            await error.Write(context.Response);
            return;
        }

        var said = call.Input;
        if (call.Previous is { } previous)
        {
            if (await past.UpTo(caller, previous) is not { } before)
            {
                await ConversationErrors.PreviousNotFound(previous.ToString()).Write(context.Response);
                return;
            }

            said = [.. before, .. call.Input];
        }

        await Answer(context, Request(caller, call, said), said);
    }

    private ChatRequest Request(Caller caller, CompactionCall call, ImmutableArray<Message> said) => new()
    {
        Id = caller.Request,
        Tenant = caller.Tenant,
        Key = caller.Key,
        Prompt = new Prompt { Model = call.Model, Messages = [.. said, ChatMessages.Of("user", Task)] },
        Instructions = call.Instructions is { } text ? [ChatMessages.Of("system", text)] : [],
        AskedAt = time.GetUtcNow(),
    };

    private async Task Answer(HttpContext context, ChatRequest request, ImmutableArray<Message> said)
    {
        var outcome = await hall.Run(request, context.RequestAborted);
        RateLimitHeaders.Write(context.Response.Headers, outcome.Levels);
        if (outcome is ChatOutcome.Completed { Completion: var completion })
        {
            if (SummaryIn(completion) is not { Length: > 0 } summary) await s_nothing.Write(context.Response);
            else await JsonAnswer.Write(context.Response, json => CompactionWire.Write(json, ResponsesApi.UnkeptId(), request.AskedAt, said, summary, completion.Usage));
        }
        else if (OutcomeResults.ErrorOf(outcome) is { } error)
        {
            await error.Write(context.Response);
        }
        else
        {
            context.Abort();
        }
    }

    private static string? SummaryIn(Completion completion)
    {
        using var chat = JsonDocument.Parse(completion.Body);
        var message = chat.RootElement.GetProperty("choices"u8)[0].GetProperty("message"u8);
        return message.TryGetProperty("content"u8, out var content) && content.ValueKind is JsonValueKind.String ? content.GetString() : null;
    }
}

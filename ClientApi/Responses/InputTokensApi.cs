using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Calls;
using Orchestrator.Identity;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>Says how many tokens a request would send, with all that was said before it. Nothing is sent, kept or charged. It is an estimate: the provider's own count comes with its answer.</summary>
internal sealed class InputTokensApi(ResponseWire wire, ResponseRequests requests, Hall hall, IOptions<RequestLimits> limits)
{
    public async Task Count(HttpContext context, Caller caller)
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        if (error is not null || !wire.TryReadToCount(body, out var call, out error) || (error = caller.Refuse(call.Prompt.Model)) is not null)
        {
            await error.Write(context.Response);
            return;
        }

        switch (await hall.Measure(requests.Of(caller, call), context.RequestAborted))
        {
            case PromptMeasure.Measured { Tokens: var tokens }:
                await JsonAnswer.Write(context.Response, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("object"u8, "response.input_tokens"u8);
                    json.WriteNumber("input_tokens"u8, tokens);
                    json.WriteEndObject();
                });
                break;
            case PromptMeasure.Impossible { Outcome: var outcome } when OutcomeResults.ErrorOf(outcome) is { } problem:
                await problem.Write(context.Response);
                break;
            default:
                context.Abort();
                break;
        }
    }
}

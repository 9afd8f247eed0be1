using Orchestrator.Background;
using Orchestrator.Identity;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>Begins responses that are made while nobody needs to wait for them. Their client may leave: nothing ends but their own stream.</summary>
internal sealed class BackgroundResponses(IGrainFactory grains, BackgroundStream stream)
{
    private readonly IBackgroundDesk?[] _desks = new IBackgroundDesk?[Lanes.Count];

    public async Task Create(HttpContext context, Caller caller, ChatRequest request)
    {
        switch (await NextDesk().Start(request))
        {
            case BackgroundStart.Begun begun:
                RateLimitHeaders.Write(context.Response.Headers, begun.Levels);
                await (request.Prompt.Stream ? stream.Write(context, caller, begun.Response, after: -1) : WriteBegun(context, request, begun.Response));
                break;
            case BackgroundStart.Refused { Outcome: var outcome } when OutcomeResults.ErrorOf(outcome) is { } error:
                RateLimitHeaders.Write(context.Response.Headers, outcome.Levels);
                await error.Write(context.Response);
                break;
            default:
                await BrokenCalls.Unavailable.Write(context.Response);
                break;
        }
    }

    private static Task WriteBegun(HttpContext context, ChatRequest request, ResponseId id) =>
        JsonAnswer.Write(context.Response, json => new ResponseDocument(id, request.AskedAt, request.Settings).Write(json, ResponseState.InProgress));

    private IBackgroundDesk NextDesk()
    {
        var lane = Lanes.Next();
        return _desks[lane] ??= grains.GetGrain<IBackgroundDesk>(lane);
    }
}

using Microsoft.Extensions.Options;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Calls;

/// <summary>The way into the hall: each request takes the next lane. What fails on its way is not sent again, for it may have been paid.</summary>
internal sealed class Hall(IGrainFactory grains, IOptions<StreamingOptions> streaming, TimeProvider time)
{
    private readonly IRequestGrain?[] _lanes = new IRequestGrain?[Lanes.Count];

    /// <summary>Runs a request whose answer is wanted whole. Cancelled when the client is gone.</summary>
    public Task<ChatOutcome> Run(ChatRequest request, CancellationToken gone) => NextLane().Run(request, null, gone);

    /// <summary>Runs a request whose answer is wanted as it is made.</summary>
    public AnswerStream Stream(ChatRequest request, CancellationToken gone) =>
        AnswerStream.Start(grains, NextLane(), request, streaming.Value, time, gone);

    private IRequestGrain NextLane()
    {
        var lane = Lanes.Next();
        return _lanes[lane] ??= grains.GetGrain<IRequestGrain>(lane);
    }
}

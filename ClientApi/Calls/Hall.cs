using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Calls;

/// <summary>The way into the hall: each request takes the next lane. What fails on its way is not sent again, for it may have been paid.</summary>
/// <param name="door">How to notice that the silo of a request died; none within a silo.</param>
/// <param name="local">The hall itself, within a silo.</param>
internal sealed class Hall(IGrainFactory grains, IOptions<StreamingOptions> streaming, TimeProvider time, Door? door = null, IRequestHall? local = null)
{
    private readonly IRequestGrain?[] _lanes = new IRequestGrain?[Lanes.Count];

    /// <summary>Runs a request whose answer is wanted whole. Cancelled when the client is gone.</summary>
    public Task<ChatOutcome> Run(ChatRequest request, CancellationToken gone) => Call(request, null, gone);

    /// <summary>Runs a request whose answer is wanted as it is made.</summary>
    public AnswerStream Stream(ChatRequest request, CancellationToken gone) =>
        AnswerStream.Start(grains, reader => Call(request, reader, gone), streaming.Value, time, gone);

    /// <summary>Says how many tokens a request would send; nothing of it is kept.</summary>
    public Task<PromptMeasure> Measure(ChatRequest request, CancellationToken gone) =>
        local is not null ? local.Measure(request, gone) : NextLane().Measure(request, gone);

    private Task<ChatOutcome> Call(ChatRequest request, IChunkReader? reader, CancellationToken gone)
    {
        if (local is not null) return local.Run(request, reader, gone);
        var lane = NextLane();
        request = request with { Trace = Activity.Current?.Id };
        return door is null
            ? lane.Run(request, reader, gone)
            : door.Attend(request, (attended, token) => lane.Run(attended, reader, token), gone);
    }

    private IRequestGrain NextLane()
    {
        var lane = Lanes.Next();
        return _lanes[lane] ??= grains.GetGrain<IRequestGrain>(lane);
    }
}

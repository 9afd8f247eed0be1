using Orchestrator.Background;
using Orchestrator.Identity;
using Orchestrator.Outcomes;
using Polly;
using Polly.Retry;

namespace Orchestrator.Responses;

/// <summary>Reads what there is of background answers. A reader outlives the silo that it reads from: it asks again until another one answers.</summary>
internal sealed class BackgroundLog(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private const int Attempts = 20;

    private readonly ResiliencePipeline _patience = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Attempts,
            Delay = s_pause,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(BrokenCalls.IsOutage),
        })
        .Build();

    public IBackgroundGrain Of(Caller caller, ResponseId response) => grains.GetGrain<IBackgroundGrain>(BackgroundKey.Of(caller.Tenant, response));

    /// <summary>What there is from that chunk on; null where there is no such answer, or none any more.</summary>
    public async Task<BackgroundPart?> Read(Caller caller, ResponseId response, int from, bool wait, CancellationToken gone)
    {
        var grain = Of(caller, response);
        return await _patience.ExecuteAsync(async _ => await grain.Read(from, wait), gone);
    }
}

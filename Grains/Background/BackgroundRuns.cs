using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orchestrator.Requests;

namespace Orchestrator.Background;

/// <summary>The background answers that this silo makes. Each is a request like any other, whose reader is a record instead of a client.</summary>
internal sealed partial class BackgroundRuns(
    IRequestHall hall, IGrainFactory grains, ILocalSiloDetails silo, Insistence insist, TimeProvider clock, ILogger<BackgroundRuns> logger)
{
    private static readonly TimeSpan s_beatEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastBatches = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ResponseId, CancellationTokenSource> _running = new();

    public async Task<BackgroundStart> Start(ChatRequest request)
    {
        var streamed = request.Prompt.Stream;
        request = request with { Prompt = request.Prompt with { Stream = true }, Door = null };
        // Never disposed: a late cancel may still hold it, and it holds nothing itself.
        var cancellation = new CancellationTokenSource();
        var run = new BackgroundRun(
            response => Grain(request.Tenant, response),
            response => new BackgroundAnswer
            {
                Response = response,
                Request = request.Id,
                AskedAt = request.AskedAt,
                Settings = request.Settings,
                Input = request.Prompt.Messages,
                Streamed = streamed,
                Runner = silo.SiloAddress,
            },
            response => _running[response] = cancellation);
        var outcome = Run(request, run, cancellation);
        if (await Task.WhenAny(run.Begun, outcome) == outcome && !run.Begun.IsCompleted) return new BackgroundStart.Refused(await outcome);
        return await run.Begun;
    }

    /// <summary>Ends the upstream call of an answer that nobody wants any more, if it is made here.</summary>
    public void Cancel(ResponseId response)
    {
        if (_running.TryGetValue(response, out var running)) running.Cancel();
    }

    private async Task<ChatOutcome> Run(ChatRequest request, BackgroundRun run, CancellationTokenSource cancellation)
    {
        var reference = grains.CreateObjectReference<IChunkReader>(run);
        using var beat = clock.CreateTimer(_ => Beat(request.Tenant, run, cancellation).Ignore(), null, s_beatEvery, s_beatEvery);
        ChatOutcome? outcome = null;
        try
        {
            outcome = await hall.Run(request, reference, cancellation.Token);
            return outcome;
        }
        finally
        {
            if (run.Response is { } response)
            {
                await Conclude(request.Tenant, response, run, outcome);
                _running.TryRemove(response, out _);
            }

            grains.DeleteObjectReference<IChunkReader>(reference);
            GC.KeepAlive(run);
        }
    }

    private async Task Conclude(TenantId tenant, ResponseId response, BackgroundRun run, ChatOutcome? outcome)
    {
        var isKept = await AllKept(run, outcome);
        var end = isKept && outcome is not (null or ChatOutcome.ClientGone)
            ? new BackgroundEnd(BackgroundEnding.Ended, clock.GetUtcNow(), outcome)
            : new BackgroundEnd(BackgroundEnding.Lost, clock.GetUtcNow());
        try
        {
            await insist.On(() => Grain(tenant, response).End(end));
        }
        catch (Exception failure)
        {
            // Its grain learns from the silence that nobody makes the answer any more.
            LogNotConcluded(response, failure);
        }
    }

    private async Task<bool> AllKept(BackgroundRun run, ChatOutcome? outcome)
    {
        var batches = outcome switch
        {
            ChatOutcome.Completed completed => completed.Completion.Batches,
            ChatOutcome.UpstreamFailed failed => failed.Batches,
            _ => 0,
        };
        try
        {
            await run.AllKept(batches).WaitAsync(s_lastBatches, clock);
            return true;
        }
        catch (Exception failure)
        {
            LogNotKept(run.Response!.Value, failure);
            return false;
        }
    }

    private async Task Beat(TenantId tenant, BackgroundRun run, CancellationTokenSource cancellation)
    {
        if (run.Response is { } response && !await Grain(tenant, response).Beat()) await cancellation.CancelAsync();
    }

    private IBackgroundGrain Grain(TenantId tenant, ResponseId response) => grains.GetGrain<IBackgroundGrain>(BackgroundKey.Of(tenant, response));

    [LoggerMessage(LogLevel.Warning, "Background answer {Response} could not be kept whole")]
    private partial void LogNotKept(ResponseId response, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The end of background answer {Response} could not be written")]
    private partial void LogNotConcluded(ResponseId response, Exception failure);
}

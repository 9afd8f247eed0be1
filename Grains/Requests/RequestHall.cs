using System.Collections.Immutable;
using System.Diagnostics;
using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>The hall: the order of the steps, and nothing else. It walks every request of this silo, wherever it came in.</summary>
internal sealed class RequestHall(
    ConversationSteps conversations, SummarySteps summaries, QuotaSteps quota, RequestsInFlight inFlight, RemoteRequests remote, IGrainFactory grains, OrchestratorMeter meter,
    RequestWalks walks, TimeProvider clock)
    : IRequestHall
{
    private readonly IWorkerGrain?[] _workers = new IWorkerGrain?[Lanes.Count];

    public async Task<ChatOutcome> Run(ChatRequest request, IChunkReader? reader, CancellationToken cancellation)
    {
        using var entered = inFlight.Enter();
        using var watch = remote.Watch(request, cancellation);
        using var span = OrchestratorActivities.Enter("requests.run", request.Trace);
        var start = clock.GetTimestamp();
        meter.RequestEntered();
        var written = walks.Enter(request.Id, request.Tenant, request.Key, request.Prompt.Model, Activity.Current?.Id ?? request.Trace);
        var outcome = "Broken";
        try
        {
            var end = await Walk(request, reader, watch?.Token ?? cancellation);
            outcome = end.GetType().Name;
            WalkEnds.Note(written, end);
            return end;
        }
        finally
        {
            meter.RequestLeft(request.Tenant, outcome, clock.GetElapsedTime(start));
            walks.Leave(written);
        }
    }

    public async Task<PromptMeasure> Measure(ChatRequest request, CancellationToken cancellation)
    {
        var (turn, obstacle) = await conversations.Begin(request, cancellation);
        if (obstacle is not null) return new PromptMeasure.Impossible(obstacle);
        return new PromptMeasure.Measured(WindowSteps.TokensOf(ConversationSteps.WithoutSummary(request, turn).Prompt));
    }

    /// <remarks>1 the turn begins, where it no longer fits with a summary of what was said before. 2 quota is reserved. 3 the call is made. 4 quota is settled. 5 the turn is completed, or abandoned by whatever stopped the walk before.</remarks>
    private async Task<ChatOutcome> Walk(ChatRequest request, IChunkReader? reader, CancellationToken cancellation)
    {
        var (turn, obstacle) = await conversations.Begin(request, cancellation);
        if (obstacle is not null) return obstacle;
        walks.Mark(request.Id, WalkStep.Begun);
        try
        {
            if (!turn.ToSummarise.IsEmpty) turn = await Summarise(request, turn, cancellation);
            return await quota.Reserve(request, turn.Prompt, cancellation) switch
            {
                Reservation.Granted granted => await Run(request, turn, reader, granted, cancellation),
                Reservation.Refused refused => new ChatOutcome.Refused(refused.Refusal) { Levels = refused.Levels },
                var other => throw new InvalidOperationException($"A reservation of type {other.GetType().Name} is not known here."),
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new ChatOutcome.ClientGone();
        }
        finally
        {
            await conversations.AbandonUnlessCompleted(request, turn);
        }
    }

    private async Task<ConversationSteps.Turn> Summarise(ChatRequest request, ConversationSteps.Turn turn, CancellationToken cancellation) =>
        await summaries.Write(request, turn, cancellation) is { } summary
            ? ConversationSteps.WithSummary(request, turn, summary)
            : ConversationSteps.WithoutSummary(request, turn);

    private async Task<ChatOutcome> Run(ChatRequest request, ConversationSteps.Turn turn, IChunkReader? reader, Reservation.Granted granted, CancellationToken cancellation)
    {
        WorkOutcome? work = null;
        ImmutableArray<QuotaLevel> levels;
        try
        {
            work = await Dispatch(request, turn, reader, granted, cancellation);
        }
        finally
        {
            walks.Mark(request.Id, WalkStep.Answered);
            levels = await quota.Settle(request, turn.Prompt, granted, work);
        }

        var end = await End(request, turn, work);
        if (end is ChatOutcome.Completed { Response: not null }) walks.Mark(request.Id, WalkStep.Kept);
        return end with { Levels = levels };
    }

    private async Task<WorkOutcome> Dispatch(ChatRequest request, ConversationSteps.Turn turn, IChunkReader? reader, Reservation.Granted granted, CancellationToken cancellation)
    {
        if (!await quota.AwaitTurn(granted, cancellation)) return new WorkOutcome.ClientGone(null);
        walks.Mark(request.Id, WalkStep.Called);
        var order = new WorkOrder
        {
            Request = request.Id,
            Tenant = request.Tenant,
            Prompt = turn.Prompt,
            KeepMessage = turn.Response is not null,
            Trace = Activity.Current?.Id,
            MaxTokens = granted.MaxTokens,
            Weight = granted.Weight,
            Priority = request.Priority,
            Deadline = request.Deadline,
            Tokens = TokenEstimate.Of(turn.Prompt) + (turn.Prompt.MaxTokens ?? granted.MaxTokens ?? 0),
        };
        try
        {
            if (reader is not null && !await Announce(turn, granted, reader, cancellation)) return new WorkOutcome.ClientGone(null);
            return await NextWorker().Run(order, reader, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new WorkOutcome.ClientGone(0);
        }
    }

    /// <summary>Tells the reader where the answer will be remembered and what is left of the limits. False when nobody is there to hear it: then there is nobody to make the call for.</summary>
    private static async Task<bool> Announce(ConversationSteps.Turn turn, Reservation.Granted granted, IChunkReader reader, CancellationToken cancellation)
    {
        try
        {
            await reader.Opened(turn.Response, granted.Levels).WaitAsync(cancellation);
            return true;
        }
        catch (Exception gone) when (gone is OrleansException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<ChatOutcome> End(ChatRequest request, ConversationSteps.Turn turn, WorkOutcome work) => work switch
    {
        WorkOutcome.Completed { Completion: var completion } => await conversations.Complete(request, turn, completion),
        WorkOutcome.Failed { Failure: var failure, Batches: var batches } => new ChatOutcome.UpstreamFailed(failure, batches),
        WorkOutcome.ClientGone => new ChatOutcome.ClientGone(),
        _ => new ChatOutcome.Invalid($"The model '{request.Prompt.Model}' does not exist.", "model", WalkEnds.ModelNotFound, 404),
    };

    private IWorkerGrain NextWorker()
    {
        var lane = Lanes.Next();
        return _workers[lane] ??= grains.GetGrain<IWorkerGrain>(lane);
    }
}

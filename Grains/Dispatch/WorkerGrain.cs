using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;
using Orleans.Concurrency;

namespace Orchestrator.Dispatch;

/// <summary>
/// Makes outbound calls. It keeps nothing and never queues: it is reentrant, has one activation per lane and silo, and runs each call on the
/// thread pool. There the pushes to a reader are the silo's own calls: a reader in another process answers them to this silo, where an
/// answer to a stateless grain would go to whichever silo the reader's gateway happens to be.
/// </summary>
[StatelessWorker(1), Reentrant]
internal sealed class WorkerGrain(UpstreamDirectory upstreams, CallRunner calls, RequestWalks walks, AnswerTaps taps) : Grain, IWorkerGrain
{
    public async Task<WorkOutcome> Run(WorkOrder order, IChunkReader? reader, CancellationToken cancellation)
    {
        using var span = OrchestratorActivities.Enter("dispatch.run", order.Trace);
        if (!upstreams.TryFind(order.Prompt.Model, out var routes)) return new WorkOutcome.UnknownModel();

        var sender = reader is null ? null : new ChunkSender(reader, batch => See(order.Request, batch));
        var call = new UpstreamCall(order.Prompt, routes.Model, order.KeepMessage, order.MaxTokens)
        {
            Tenant = order.Tenant, Weight = order.Weight, Priority = order.Priority, Tokens = order.Tokens, Deadline = order.Deadline,
        };
        var began = walks.Moment();
        var outcome = await Task.Run(() => calls.Complete(routes, call, sender, cancellation), CancellationToken.None);
        sender?.Leave();
        if (outcome.Story is { } story) walks.Called(order.Request, began, story.Waited, story.Attempts.Select(Tell));
        var batches = sender?.Batches ?? 0;
        WorkOutcome end = outcome switch
        {
            UpstreamOutcome.Completed { Completion: var completion } => new WorkOutcome.Completed(completion with { Batches = batches }),
            UpstreamOutcome.Failed { Failure: var failure, ObservedTokens: var tokens } => new WorkOutcome.Failed(failure, batches, tokens),
            UpstreamOutcome.ClientGone { ObservedTokens: var tokens } => new WorkOutcome.ClientGone(tokens),
            _ => throw new InvalidOperationException($"An upstream outcome of type {outcome.GetType().Name} is not known here."),
        };
        return end with { Story = outcome.Story };
    }

    private static WalkAttempt Tell(CallAttempt attempt) =>
        new(attempt.Target, attempt.StartedAfter, attempt.Took, attempt.End.ToString(), attempt.Failure?.ToString(), attempt.IsHedge, attempt.Heals);

    private void See(RequestId request, ChunkBatch batch)
    {
        if (batch.Number == 0) walks.Mark(request, WalkStep.FirstToken);
        taps.Pass(request, batch.Chunks);
    }
}

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
internal sealed class WorkerGrain(UpstreamDirectory upstreams, IAdmission admission, IOptions<UpstreamsOptions> options, TimeProvider clock) : Grain, IWorkerGrain
{
    public async Task<WorkOutcome> Run(WorkOrder order, IChunkReader? reader, CancellationToken cancellation)
    {
        using var span = OrchestratorActivities.Enter("dispatch.run", order.Trace);
        if (!upstreams.TryFind(order.Prompt.Model, out var upstream, out var model)) return new WorkOutcome.UnknownModel();

        var sender = reader is null ? null : new ChunkSender(reader);
        var call = new UpstreamCall(order.Prompt, model, order.KeepMessage, order.MaxTokens);
        var outcome = await Task.Run(() => Call(upstream, call, order, sender, cancellation), CancellationToken.None);
        sender?.Leave();
        var batches = sender?.Batches ?? 0;
        return outcome switch
        {
            UpstreamOutcome.Completed { Completion: var completion } => new WorkOutcome.Completed(completion with { Batches = batches }),
            UpstreamOutcome.Failed { Failure: var failure, ObservedTokens: var tokens } => new WorkOutcome.Failed(failure, batches, tokens),
            UpstreamOutcome.ClientGone { ObservedTokens: var tokens } => new WorkOutcome.ClientGone(tokens),
            _ => throw new InvalidOperationException($"An upstream outcome of type {outcome.GetType().Name} is not known here."),
        };
    }

    private async Task<UpstreamOutcome> Call(IUpstream upstream, UpstreamCall call, WorkOrder order, ChunkSender? sender, CancellationToken cancellation)
    {
        Admission answer;
        try
        {
            answer = await admission.Enter(options.Value.Models[order.Prompt.Model.Value].Upstream, EntrantOf(order), cancellation);
        }
        catch (OperationCanceledException)
        {
            return new UpstreamOutcome.ClientGone(null);
        }

        if (answer is not Admission.Admitted { Place: var place }) return Saturated((Admission.Refused)answer);
        using (place)
        {
            var outcome = await upstream.Complete(call, sender, cancellation);
            if (outcome is UpstreamOutcome.Completed { Completion.Usage: { } usage }) place.Completed(usage.Prompt + usage.Completion);
            else if (outcome is UpstreamOutcome.Failed { Failure.Kind: UpstreamFailureKind.Limited }) place.Limited(null);
            else place.Failed();
            return outcome;
        }
    }

    private Entrant EntrantOf(WorkOrder order) =>
        new(order.Tenant, order.Weight, order.Priority, order.Tokens, BytesOf(order.Prompt), order.Deadline is { } deadline ? deadline - clock.GetUtcNow() : TimeSpan.MaxValue);

    private static long BytesOf(Prompt prompt) => prompt.Messages.Sum(message => (long)message.Json.Length);

    private static UpstreamOutcome.Failed Saturated(Admission.Refused refused) => new(new UpstreamFailure
    {
        Kind = UpstreamFailureKind.Saturated,
        Message = "Too many calls wait for the upstream; this one would not have had its turn in time.",
        RetryAfter = refused.RetryAfter,
    }, null);
}

using Orleans.Concurrency;

namespace Orchestrator.Requests;

/// <summary>
/// The way into the hall from other processes. It is reentrant, has one activation per lane and silo, and leaves the lane at once: a walk is made of
/// calls and waiting and keeps nothing in the grain, and on the thread pool it is the silo that calls, as the worker does and for the same reason.
/// </summary>
[StatelessWorker(1), Reentrant]
internal sealed class RequestGrain(IRequestHall hall) : Grain, IRequestGrain
{
    public Task<ChatOutcome> Run(ChatRequest request, IChunkReader? reader, CancellationToken cancellation) =>
        Task.Run(() => hall.Run(request, reader, cancellation), CancellationToken.None);

    public Task<PromptMeasure> Measure(ChatRequest request, CancellationToken cancellation) => Task.Run(() => hall.Measure(request, cancellation), CancellationToken.None);
}

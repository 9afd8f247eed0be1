namespace Orchestrator.Requests;

/// <summary>The hall itself, for an API that shares the silo's process: the same walk as through <see cref="IRequestGrain"/>, without a message.</summary>
public interface IRequestHall
{
    /// <summary>Runs the request to its outcome. Chunks go to the reader where the prompt asks for a stream; cancelling aborts the upstream call.</summary>
    Task<ChatOutcome> Run(ChatRequest request, IChunkReader? reader, CancellationToken cancellation);

    /// <summary>Says how many tokens the request would send, without sending, keeping or charging anything.</summary>
    Task<PromptMeasure> Measure(ChatRequest request, CancellationToken cancellation);
}

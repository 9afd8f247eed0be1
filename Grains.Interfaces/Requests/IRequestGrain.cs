namespace Orchestrator.Requests;

/// <summary>The hall: walks one request through the rooms. Keyed by lane, 0 to <see cref="Lanes.Count"/> - 1; every silo has its own activation of each lane.</summary>
[Alias("orchestrator.requests")]
public interface IRequestGrain : IGrainWithIntegerKey
{
    /// <summary>Runs the request to its outcome. Chunks go to the reader where the prompt asks for a stream; cancelling aborts the upstream call.</summary>
    [Alias("run"), ResponseTimeout("01:00:00")]
    Task<ChatOutcome> Run(ChatRequest request, IChunkReader? reader, CancellationToken cancellation);

    /// <summary>Says how many tokens the request would send, without sending, keeping or charging anything.</summary>
    [Alias("measure"), ResponseTimeout("00:01:00")]
    Task<PromptMeasure> Measure(ChatRequest request, CancellationToken cancellation);
}

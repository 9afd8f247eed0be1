namespace Orchestrator.Dispatch;

/// <summary>The pool that makes the outbound calls. Keyed by lane, 0 to <see cref="Lanes.Count"/> - 1; every silo has its own activation of each lane.</summary>
[Alias("orchestrator.workers")]
public interface IWorkerGrain : IGrainWithIntegerKey
{
    /// <summary>Makes the call and answers with how it ended. Chunks go to the reader where there is one; cancelling aborts the call.</summary>
    [Alias("run"), ResponseTimeout("01:00:00")]
    Task<WorkOutcome> Run(WorkOrder order, IChunkReader? reader, CancellationToken cancellation);
}

using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>One call that waits for a place. Whoever decides first, decides.</summary>
internal sealed class Waiter
{
    private readonly TaskCompletionSource<Admission> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Admission> Decision => _decision.Task;

    public void Decide(Admission admission) => _decision.TrySetResult(admission);

    public void Leave(CancellationToken cancellation) => _decision.TrySetCanceled(cancellation);
}

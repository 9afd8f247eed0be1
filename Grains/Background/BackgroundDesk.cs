using Orchestrator.Requests;
using Orleans.Concurrency;

namespace Orchestrator.Background;

/// <summary>Takes background requests in. Like the hall's grain it leaves its lane at once: the answer is made on the thread pool, where the silo is the caller.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class BackgroundDesk(BackgroundRuns runs) : Grain, IBackgroundDesk
{
    public Task<BackgroundStart> Start(ChatRequest request) => Task.Run(() => runs.Start(request));
}

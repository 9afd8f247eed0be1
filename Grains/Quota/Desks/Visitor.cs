namespace Orchestrator.Quota;

/// <summary>A request that waits for the authority's decision.</summary>
internal sealed class Visitor(QuotaRequest request, long since)
{
    private readonly TaskCompletionSource<Reservation> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QuotaRequest Request { get; } = request;

    /// <summary>When it came, in ticks of the monotonic clock.</summary>
    public long Since { get; } = since;

    public Task<Reservation> Decision => _decision.Task;

    /// <summary>What it has for the time of one exchange.</summary>
    public Hold? Hold { get; set; }

    public bool HasLeft => _decision.Task.IsCompleted;

    public bool Decide(Reservation reservation) => _decision.TrySetResult(reservation);

    public void Fail(Exception failure) => _decision.TrySetException(failure);

    public void Leave(CancellationToken cancellation) => _decision.TrySetCanceled(cancellation);
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Quota;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>Counts the requests in this silo's hall, and lets a stopping silo wait for them while its gateway turns new ones away, and then give back its quota leases and put away what was written of its requests.</summary>
internal sealed partial class RequestsInFlight(IOptions<RequestsOptions> options, TimeProvider clock, ILogger<RequestsInFlight> logger, QuotaDesks? desks = null, RequestWalks? walks = null)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private int _draining;

    public int Count => Volatile.Read(ref _count);

    public Visit Enter()
    {
        Interlocked.Increment(ref _count);
        return new Visit(this);
    }

    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RequestsInFlight), ServiceLifecycleStage.Active, _ => Task.CompletedTask, Stop);

    private async Task Stop(CancellationToken cancellation)
    {
        await Drain(cancellation);
        if (walks is not null) await PutAway(walks, cancellation);
        if (desks is null) return;
        try
        {
            await desks.Close().WaitAsync(s_closing, clock, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            LogNotGivenBack();
        }
    }

    private async Task PutAway(RequestWalks walks, CancellationToken cancellation)
    {
        try
        {
            await walks.Close(cancellation).WaitAsync(s_closing, clock, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            LogNotPutAway();
        }
    }

    private async Task Drain(CancellationToken cancellation)
    {
        // A full fence, as the decrement is: either the last visit sees that we drain, or we see that it has left.
        Interlocked.Exchange(ref _draining, 1);
        if (Count == 0) return;
        LogDraining(Count);
        try
        {
            await _drained.Task.WaitAsync(options.Value.DrainTimeout, clock, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            LogNotDrained(Count, options.Value.DrainTimeout);
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0 && Volatile.Read(ref _draining) == 1) _drained.TrySetResult();
    }

    internal readonly struct Visit(RequestsInFlight hall) : IDisposable
    {
        public void Dispose() => hall.Leave();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Requests are running: the silo waits for {Count} of them before it stops")]
    private partial void LogDraining(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Quota leases were not given back; they come back by themselves when they lapse")]
    private partial void LogNotGivenBack();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of the last requests was not written down")]
    private partial void LogNotPutAway();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requests were cut off: {Count} did not end within {Timeout}")]
    private partial void LogNotDrained(int count, TimeSpan timeout);
}

using Orleans.Runtime;

namespace Orchestrator.Hosting;

/// <summary>Waits for the silos where this process was started before them.</summary>
internal sealed partial class PatientConnection(TimeProvider time, ILogger<PatientConnection> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogRetry(s_pause, exception.Message);
        await Task.Delay(s_pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silos were not reached and will be tried again in {Pause}: {Reason}")]
    private partial void LogRetry(TimeSpan pause, string reason);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Conversations;

/// <summary>Has old conversations looked for from a silo's start on. The reminder outlives the silo; that each of them asks for it costs nothing.</summary>
internal sealed partial class RetentionStart(IGrainFactory grains, TimeProvider clock, ILogger<RetentionStart> logger) : BackgroundService
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IRetentionGrain>(0).Start();
                return;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException or InvalidOperationException)
            {
                LogNotStarted(failure.Message);
                await Task.Delay(s_again, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old conversations are not looked for yet: {Why}")]
    private partial void LogNotStarted(string why);
}

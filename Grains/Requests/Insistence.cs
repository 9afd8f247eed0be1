using Orleans.Storage;
using Polly;
using Polly.Retry;

namespace Orchestrator.Requests;

/// <summary>
/// Repeats a call to a keyed grain whose silo died, or whose activation lost its place to another, until the next activation answers.
/// Only for idempotent calls: the outcome of the failed attempt is not known.
/// </summary>
internal sealed class Insistence(TimeProvider clock)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private const int Attempts = 25;

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Attempts,
            Delay = s_pause,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsPassing),
        })
        .Build();

    public async Task<T> On<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception passing) when (IsPassing(passing))
        {
            return await _pipeline.ExecuteAsync(static async (call, _) => await call(), call);
        }
    }

    public async Task On(Func<Task> call) => await On(async () =>
    {
        await call();
        return true;
    });

    private static bool IsPassing(Exception exception) =>
        exception is SiloUnavailableException or OrleansMessageRejectionException or InconsistentStateException;
}

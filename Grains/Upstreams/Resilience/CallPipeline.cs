using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Orchestrator.Upstreams;

/// <summary>
/// The pipeline around one call up to its response headers. Outermost the retry: exponential backoff with jitter, or what Retry-After
/// says up to a cap; a wait that the call's deadline would cut short is not begun. Inside it the breaker, which sees every attempt. The body has deadlines of its own (<see cref="Deadlines"/>).
/// </summary>
internal static class CallPipeline
{
    /// <summary>The deadlines of the call that a pipeline runs.</summary>
    public static readonly ResiliencePropertyKey<Deadlines> DeadlinesKey = new("deadlines");

    public static ResiliencePipeline<HttpResponseMessage> Create(UpstreamOptions options, TimeProvider clock, Random random)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        if (options.Retry.Most > 0) builder.AddRetry(Retry(options.Retry, clock, random));
        return builder.AddCircuitBreaker(Breaker(options.Breaker)).Build();
    }

    /// <summary>When the response says to come back; null where it does not.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is { } time ? time > TimeSpan.Zero ? time : TimeSpan.Zero : null;
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry(RetryOptions options, TimeProvider clock, Random random) => new()
    {
        MaxRetryAttempts = options.Most,
        BackoffType = DelayBackoffType.Exponential,
        Delay = options.Base,
        UseJitter = true,
        Randomizer = random.NextDouble,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
        {
            { Exception: { } exception } => TransientFailures.IsTransient(exception),
            { Result: { } response } => TransientFailures.IsTransient(response.StatusCode)
                && MayWait(RetryAfter(response, clock), options, arguments.Context),
            _ => false,
        }),
        DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } response ? RetryAfter(response, clock) : null),
        OnRetry = arguments =>
        {
            arguments.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    private static bool MayWait(TimeSpan? asked, RetryOptions options, ResilienceContext context)
    {
        if (asked > options.LongestRetryAfter) return false;
        return !context.Properties.TryGetValue(DeadlinesKey, out var deadlines) || (asked ?? options.Base) < deadlines.Left;
    }

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(BreakerOptions options) => new()
    {
        FailureRatio = options.FailureRatio,
        MinimumThroughput = options.FewestCalls,
        SamplingDuration = options.Window,
        BreakDuration = options.Break,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
        {
            { Exception: HttpRequestException } => true,
            { Result: { } response } => TransientFailures.IsBreakage(response.StatusCode),
            _ => false,
        }),
    };
}

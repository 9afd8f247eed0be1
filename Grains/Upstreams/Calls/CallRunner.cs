using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orchestrator.Telemetry;
using Polly;
using Polly.Retry;

namespace Orchestrator.Upstreams;

/// <summary>Makes the calls of a silo: each goes to a target of its model, and once more or elsewhere while nothing of its answer has gone to anybody.</summary>
internal sealed partial class CallRunner(IAdmission admission, TimeProvider clock, Random random, OrchestratorMeter meter, ILogger<CallRunner> logger)
{
    private const int MostRepetitions = 10;

    // Whether and how long to wait is decided with each step; the pipeline waits, by the clock that tests hold.
    private readonly ResiliencePipeline<CallStep> _pipeline = new ResiliencePipelineBuilder<CallStep> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<CallStep>
        {
            MaxRetryAttempts = MostRepetitions,
            Delay = TimeSpan.Zero,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is null && arguments.Outcome.Result.Wait is not null),
            DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result.Wait),
        })
        .Build();

    /// <summary>Makes the call and answers with how it ended; it throws only for bugs. Chunks of a streamed prompt go to the sink.</summary>
    public async Task<UpstreamOutcome> Complete(ModelRoutes routes, UpstreamCall call, IChunkSink? sink, CancellationToken client)
    {
        using var span = OrchestratorActivities.Upstream(routes.Targets is [var only] ? only.Target.Upstream : routes.Model, routes.Model, call.Prompt.Stream);
        var isStream = call.Prompt.Stream && sink is not null;
        // A call that may be aborted in favour of another has a token of its own.
        using var abort = isStream && routes.HedgeAfter is not null ? CancellationTokenSource.CreateLinkedTokenSource(client) : null;
        var run = new CallRun(routes, call, isStream, admission, clock, random, meter, abort?.Token ?? client);
        UpstreamOutcome outcome;
        try
        {
            outcome = abort is not null ? await RunHedged(run, abort, routes.HedgeAfter!.Value, sink!, client) : await Run(run, sink, client);
        }
        catch (OperationCanceledException) when (client.IsCancellationRequested)
        {
            // It left while the call waited to be made once more. What was sent before had produced nothing.
            outcome = new UpstreamOutcome.ClientGone(null) { Story = run.Story };
        }

        Report(span, routes.Model, outcome);
        return outcome;
    }

    private async Task<UpstreamOutcome> Run(CallRun run, IChunkSink? sink, CancellationToken client) =>
        await Finish(run, await Execute(run, client), sink, client) with { Story = run.Story };

    private async Task<UpstreamOutcome> RunHedged(CallRun run, CancellationTokenSource abort, TimeSpan after, IChunkSink sink, CancellationToken client)
    {
        using var hedge = new Hedge(run, abort, after, Execute, clock, client);
        var step = await hedge.Begin();
        var end = await Finish(hedge.Winner, step, sink, client);
        if (hedge.PaidTwice && end is UpstreamOutcome.Completed { Completion: { Usage: { } usage } completion })
            end = new UpstreamOutcome.Completed(completion with { Usage = PaidUsage.Add(usage, new TokenUsage(usage.Prompt, 0, usage.Cached)) });
        var story = hedge.Winner.Story;
        return end with { Story = hedge.Aside is { } aside ? story with { Attempts = [.. aside.Attempts, .. story.Attempts] } : story };
    }

    private async Task<UpstreamOutcome> Finish(CallRun run, CallStep step, IChunkSink? sink, CancellationToken client)
    {
        if (step.Attempt is not { } attempt) return step.End!;
        using (attempt)
        {
            var end = await attempt.Forward(sink!, client);
            run.Note(attempt, end);
            if (attempt.Heals is { Count: > 0 and var heals, Last: { } broke }) LogHealed(attempt.Destination.Target.Id, heals, broke.Kind, broke.Code);
            return end;
        }
    }

    private async Task<CallStep> Execute(CallRun run, CancellationToken client)
    {
        var context = ResilienceContextPool.Shared.Get(client);
        try
        {
            return await _pipeline.ExecuteAsync(static (_, run) => run.Step(), context, run);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private void Report(Activity? span, string model, UpstreamOutcome outcome)
    {
        if (outcome is not UpstreamOutcome.Failed { Failure: var failure }) return;
        span?.SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());
        span?.SetTag(Tags.ErrorType, failure.Kind.ToString());
        LogFailed(model, outcome.Story!.Attempts.Length, failure.Kind, failure.Status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream stream broke and was continued: target {Target}, {Heals} times, the last for kind {Kind}, code {Code}")]
    private partial void LogHealed(string target, int heals, UpstreamFailureKind kind, string? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream call failed: model {Model}, attempts {Attempts}, kind {Kind}, status {Status}")]
    private partial void LogFailed(string model, int attempts, UpstreamFailureKind kind, int? status);
}

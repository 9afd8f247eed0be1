using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Orchestrator.Telemetry;
using Polly;
using Polly.CircuitBreaker;

namespace Orchestrator.Upstreams;

/// <summary>Speaks the chat-completions wire to one provider over one shared pool of connections.</summary>
internal sealed partial class ChatUpstream(
    string name, UpstreamOptions options, HttpMessageInvoker connections, TimeProvider clock, Random random, OrchestratorMeter meter, ILogger<ChatUpstream> logger)
    : IUpstream, IDisposable
{
    private const int LargestErrorBody = 64 * 1024;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly Uri _address = new($"{options.BaseUrl!.AbsoluteUri.TrimEnd('/')}/chat/completions");
    private readonly AuthenticationHeaderValue _credential = new("Bearer", options.ApiKey);
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = CallPipeline.Create(options, clock, random);

    /// <remarks>1 up to the headers, with retries. 2 an error status becomes a failure. 3 the body, plain or streamed. 4 whatever broke gets its name.</remarks>
    public async Task<UpstreamOutcome> Complete(UpstreamCall call, IChunkSink? sink, CancellationToken client)
    {
        using var span = OrchestratorActivities.Upstream(name, call.Prompt.Model.Value, call.Prompt.Stream);
        using var deadlines = new Deadlines(options, call.Prompt.Stream, clock, client);
        UpstreamOutcome outcome;
        try
        {
            using var response = await Send(ChatBody.Compose(call, options.MaxTokensName), deadlines);
            if (!response.IsSuccessStatusCode)
                outcome = new UpstreamOutcome.Failed(await ReadFailure(response, deadlines), null);
            else if (call.Prompt.Stream && sink is not null)
                outcome = await ReadStream(response, sink, call.KeepMessage, deadlines);
            else
                outcome = await ReadPlain(response, call.KeepMessage, deadlines);
        }
        catch (OperationCanceledException)
        {
            outcome = deadlines.ClientGone
                ? new UpstreamOutcome.ClientGone(0)
                : new UpstreamOutcome.Failed(deadlines.Failure(), 0);
        }
        catch (BrokenCircuitException broken)
        {
            outcome = new UpstreamOutcome.Failed(new UpstreamFailure
            {
                Kind = UpstreamFailureKind.BreakerOpen,
                Message = $"The upstream '{name}' is failing and is not being called.",
                Code = "upstream_unavailable",
                RetryAfter = broken.RetryAfter ?? options.Breaker.Break,
            }, null);
        }
        catch (HttpRequestException exception)
        {
            outcome = new UpstreamOutcome.Failed(Unreachable(exception.HttpRequestError.ToString()), TransientFailures.IsTransient(exception) ? null : 0);
        }
        catch (IOException exception)
        {
            outcome = new UpstreamOutcome.Failed(Unreachable(exception.GetType().Name), 0);
        }

        Report(span, outcome);
        return outcome;
    }

    public void Dispose() => connections.Dispose();

    private async Task<HttpResponseMessage> Send(byte[] body, Deadlines deadlines)
    {
        var context = ResilienceContextPool.Shared.Get(deadlines.Token);
        context.Properties.Set(CallPipeline.DeadlinesKey, deadlines);
        try
        {
            return await _pipeline.ExecuteAsync(static (context, call) => call.Upstream.SendOnce(call.Body, context.CancellationToken), context, (Upstream: this, Body: body));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<HttpResponseMessage> SendOnce(byte[] body, CancellationToken cancellation)
    {
        using var request = Request(body);
        meter.UpstreamAttempted(name);
        return await connections.SendAsync(request, cancellation);
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } },
            Headers = { Authorization = _credential },
        };
        if (Activity.Current is { } activity) request.Headers.TryAddWithoutValidation("traceparent", activity.Id);
        return request;
    }

    private async Task<UpstreamFailure> ReadFailure(HttpResponseMessage response, Deadlines deadlines)
    {
        deadlines.Alive(stream: false, content: false);
        var body = await BoundedBody.Read(await response.Content.ReadAsStreamAsync(deadlines.Token), LargestErrorBody, deadlines);
        return UpstreamErrors.FromResponse(response.StatusCode, body ?? default, CallPipeline.RetryAfter(response, clock));
    }

    private async Task<UpstreamOutcome> ReadStream(HttpResponseMessage response, IChunkSink sink, bool keepMessage, Deadlines deadlines)
    {
        var answer = new AnswerStream(options, deadlines, await response.Content.ReadAsStreamAsync(deadlines.Token), keepMessage);
        return await answer.ReadToContent() ?? await answer.Forward(sink);
    }

    private async Task<UpstreamOutcome> ReadPlain(HttpResponseMessage response, bool keepMessage, Deadlines deadlines)
    {
        deadlines.Alive(stream: false, content: false);
        var facts = new AnswerFacts();
        var body = await BoundedBody.Read(await response.Content.ReadAsStreamAsync(deadlines.Token), options.MaxBodyBytes, deadlines);
        if (body is not { } whole) return new UpstreamOutcome.Failed(AnswerVerdict.TooLarge(options.MaxBodyBytes), 0);

        if (!AnswerReader.TryRead(whole.Span, ref facts)) return new UpstreamOutcome.Failed(AnswerVerdict.NotJson(), 0);
        if (AnswerVerdict.Of(facts) is { } failure) return new UpstreamOutcome.Failed(failure, facts.ObservedTokens);
        return new UpstreamOutcome.Completed(new Completion
        {
            Body = whole,
            FinishReason = facts.FinishReason!,
            Usage = facts.Usage,
            Message = keepMessage && facts.Message is { } range ? new Message("assistant", whole[range]) : null,
        });
    }

    private UpstreamFailure Unreachable(string what) => new()
    {
        Kind = UpstreamFailureKind.Unreachable,
        Message = $"The connection to the upstream '{name}' failed: {what}.",
        Code = "upstream_unreachable",
    };

    private void Report(Activity? span, UpstreamOutcome outcome)
    {
        if (outcome is not UpstreamOutcome.Failed { Failure: var failure }) return;
        span?.SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());
        span?.SetTag(Tags.ErrorType, failure.Kind.ToString());
        meter.UpstreamFailed(name, failure.Kind);
        LogFailed(name, failure.Kind, failure.Status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream call failed: upstream {Upstream}, kind {Kind}, status {Status}")]
    private partial void LogFailed(string upstream, UpstreamFailureKind kind, int? status);
}

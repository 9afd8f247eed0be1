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
    private readonly Uri? _prefixAddress = options.Prefix.BaseUrl is { } prefix ? new($"{prefix.AbsoluteUri.TrimEnd('/')}/chat/completions") : null;
    private readonly ProviderKeys _keys = new(KeysOf(options));
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = CallPipeline.Create(options, clock, random);

    /// <remarks>1 up to the headers, with retries. 2 an error status becomes a failure. 3 the body, plain or streamed. 4 whatever broke gets its name.</remarks>
    public async Task<UpstreamOutcome> Complete(UpstreamCall call, IChunkSink? sink, CancellationToken client)
    {
        using var span = OrchestratorActivities.Upstream(name, call.Prompt.Model.Value, call.Prompt.Stream);
        using var deadlines = new Deadlines(options, call.Prompt.Stream, clock, client);
        UpstreamOutcome outcome;
        try
        {
            using var response = await Send(call, deadlines);
            if (!response.IsSuccessStatusCode)
                outcome = new UpstreamOutcome.Failed(await ReadFailure(response, deadlines), null);
            else if (call.Prompt.Stream && sink is not null)
                outcome = await ReadStream(response, sink, call, deadlines, client);
            else
                outcome = await ReadPlain(response, call.KeepMessage, deadlines);
        }
        catch (Exception broke) when (HasName(broke))
        {
            outcome = Name(broke, deadlines);
        }

        Report(span, outcome);
        return outcome;
    }

    public void Dispose() => connections.Dispose();

    private static bool HasName(Exception broke) => broke is OperationCanceledException or BrokenCircuitException or HttpRequestException or IOException;

    private UpstreamOutcome Name(Exception broke, Deadlines deadlines) => broke switch
    {
        OperationCanceledException when deadlines.ClientGone => new UpstreamOutcome.ClientGone(0),
        OperationCanceledException => new UpstreamOutcome.Failed(deadlines.Failure(), 0),
        BrokenCircuitException open => new UpstreamOutcome.Failed(new UpstreamFailure
        {
            Kind = UpstreamFailureKind.BreakerOpen,
            Message = $"The upstream '{name}' is failing and is not being called.",
            Code = "upstream_unavailable",
            RetryAfter = open.RetryAfter ?? options.Breaker.Break,
        }, null),
        HttpRequestException request => new UpstreamOutcome.Failed(Unreachable(request.HttpRequestError.ToString()), TransientFailures.IsTransient(request) ? null : 0),
        _ => new UpstreamOutcome.Failed(Unreachable(broke.GetType().Name), 0),
    };

    private async Task<HttpResponseMessage> Send(UpstreamCall call, Deadlines deadlines)
    {
        var outbound = (Upstream: this, Address: call.Prefix is null ? _address : _prefixAddress!, Body: ChatBody.Compose(call, options.MaxTokensName));
        var context = ResilienceContextPool.Shared.Get(deadlines.Token);
        context.Properties.Set(CallPipeline.DeadlinesKey, deadlines);
        try
        {
            return await _pipeline.ExecuteAsync(static (context, call) => call.Upstream.SendOnce(call.Address, call.Body, context.CancellationToken), context, outbound);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<HttpResponseMessage> SendOnce(Uri address, byte[] body, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var key = _keys.Next(clock.GetUtcNow());
            using var request = Request(address, body, key);
            meter.UpstreamAttempted(name);
            var response = await connections.SendAsync(request, cancellation);
            if (UpstreamErrors.KindOf((int)response.StatusCode) is not UpstreamFailureKind.Account || _keys.Count == 1) return response;

            SetAside(key, (int)response.StatusCode);
            // Nothing was paid. What the provider says to the last key is the answer.
            if (tries >= _keys.Count || !_keys.AnyInUse(clock.GetUtcNow())) return response;
            response.Dispose();
        }
    }

    private void SetAside(ProviderKey key, int status)
    {
        if (!_keys.SetAside(key, clock.GetUtcNow(), options.KeyRest)) return;
        meter.UpstreamKeySetAside(name);
        LogKeySetAside(name, key.Id, status, options.KeyRest);
    }

    /// <summary>The configured keys; the single one has no id of its own.</summary>
    private static IEnumerable<ProviderKey> KeysOf(UpstreamOptions options)
    {
        if (options.ApiKey.Length > 0) yield return new ProviderKey("ApiKey", options.ApiKey);
        foreach (var (id, secret) in options.ApiKeys) yield return new ProviderKey(id, secret);
    }

    private static HttpRequestMessage Request(Uri address, byte[] body, ProviderKey key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } },
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key.Secret) },
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

    private async Task<UpstreamOutcome> ReadStream(HttpResponseMessage response, IChunkSink sink, UpstreamCall call, Deadlines deadlines, CancellationToken client)
    {
        var soFar = Continuation.IsPossible(call, options) ? new AnswerSoFar(call, options.MaxBodyBytes) : null;
        var answer = new AnswerStream(options, deadlines, await response.Content.ReadAsStreamAsync(deadlines.Token), call.KeepMessage, soFar);
        if (await answer.ReadToContent() is { } nothing) return nothing;
        var end = await answer.Forward(sink);
        return soFar is null ? end : await new HealingStream(options, clock, Open, Healing).Heal(soFar, end, sink, deadlines, client);
    }

    /// <summary>Makes a call whose chunks somebody else reads.</summary>
    private async ValueTask<Attempt> Open(UpstreamCall call, Deadlines deadlines)
    {
        try
        {
            var response = await Send(call, deadlines);
            if (response.IsSuccessStatusCode) return new Attempt.Opened(await response.Content.ReadAsStreamAsync(deadlines.Token), response);
            using (response) return new Attempt.Refused(new UpstreamOutcome.Failed(await ReadFailure(response, deadlines), null));
        }
        catch (Exception broke) when (HasName(broke))
        {
            return new Attempt.Refused(Name(broke, deadlines));
        }
    }

    private void Healing(UpstreamFailure failure)
    {
        meter.UpstreamHealed(name);
        LogHealing(name, failure.Kind, failure.Code);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream key was refused and set aside: upstream {Upstream}, key {Key}, status {Status}, for {Rest}")]
    private partial void LogKeySetAside(string upstream, string key, int status, TimeSpan rest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream stream broke and is continued: upstream {Upstream}, kind {Kind}, code {Code}")]
    private partial void LogHealing(string upstream, UpstreamFailureKind kind, string? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream call failed: upstream {Upstream}, kind {Kind}, status {Status}")]
    private partial void LogFailed(string upstream, UpstreamFailureKind kind, int? status);
}

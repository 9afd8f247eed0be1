using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>Speaks the chat-completions wire to one upstream over one shared pool of connections, and keeps what its calls may spend on repetitions.</summary>
internal sealed partial class ChatWire(string name, UpstreamOptions options, HttpMessageInvoker connections, TimeProvider clock, OrchestratorMeter meter, ILogger<ChatWire> logger) : IDisposable
{
    private const int LargestErrorBody = 64 * 1024;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly Uri _address = new($"{options.BaseUrl!.AbsoluteUri.TrimEnd('/')}/chat/completions");
    private readonly Uri? _prefixAddress = options.Prefix.BaseUrl is { } prefix ? new($"{prefix.AbsoluteUri.TrimEnd('/')}/chat/completions") : null;
    private readonly ProviderKeys _keys = new(KeysOf(options));
    private readonly Lock _lock = new();
    private readonly RetryBudget _budget = new(options.Retry.Budget);
    private readonly long _start = clock.GetTimestamp();

    public string Name => name;

    public UpstreamOptions Options => options;

    /// <summary>Sends the call and waits for the response's headers. Where a key is refused the next one is taken at once: nothing was paid.</summary>
    public async Task<HttpResponseMessage> Send(UpstreamCall call, CancellationToken cancellation)
    {
        var (address, body) = (call.Prefix is null ? _address : _prefixAddress!, ChatBody.Compose(call, options.MaxTokensName));
        for (var tries = 1; ; tries++)
        {
            var key = _keys.Next(clock.GetUtcNow());
            using var request = Request(address, body, key);
            var response = await connections.SendAsync(request, cancellation);
            if (UpstreamErrors.KindOf((int)response.StatusCode) is not UpstreamFailureKind.Account || _keys.Count == 1) return response;

            SetAside(key, (int)response.StatusCode);
            // What the provider says to the last key is the answer.
            if (tries >= _keys.Count || !_keys.AnyInUse(clock.GetUtcNow())) return response;
            response.Dispose();
        }
    }

    /// <summary>A broken stream is continued here.</summary>
    public void Healed() => meter.UpstreamHealed(name);

    public async Task<UpstreamFailure> ReadFailure(HttpResponseMessage response, Deadlines deadlines)
    {
        deadlines.Alive(stream: false, content: false);
        var body = await BoundedBody.Read(await response.Content.ReadAsStreamAsync(deadlines.Token), LargestErrorBody, deadlines);
        return UpstreamErrors.FromResponse(response.StatusCode, body ?? default, Backoff.RetryAfter(response.Headers, clock));
    }

    public async Task<UpstreamOutcome> ReadPlain(HttpResponseMessage response, bool keepMessage, Deadlines deadlines)
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

    public UpstreamFailure Unreachable(string what) => new()
    {
        Kind = UpstreamFailureKind.Unreachable,
        Message = $"The connection to the upstream '{name}' failed: {what}.",
        Code = "upstream_unreachable",
    };

    /// <summary>A call comes here for the first time, and earns its share of a repetition.</summary>
    public void Offer()
    {
        lock (_lock)
        {
            _budget.Offer(clock.GetElapsedTime(_start));
            meter.RetryBudgetLeft(name, _budget.Left);
        }
    }

    /// <summary>Takes a repetition from what the calls have earned; false where there is none.</summary>
    public bool TryRepeat()
    {
        lock (_lock)
        {
            var may = _budget.TrySpend(clock.GetElapsedTime(_start));
            meter.RetryBudgetLeft(name, _budget.Left);
            return may;
        }
    }

    public void Dispose() => connections.Dispose();

    /// <summary>The configured keys; the single one has no id of its own.</summary>
    private static IEnumerable<ProviderKey> KeysOf(UpstreamOptions options)
    {
        if (options.ApiKey.Length > 0) yield return new ProviderKey("ApiKey", options.ApiKey);
        foreach (var (id, secret) in options.ApiKeys) yield return new ProviderKey(id, secret);
    }

    private void SetAside(ProviderKey key, int status)
    {
        if (!_keys.SetAside(key, clock.GetUtcNow(), options.KeyRest)) return;
        meter.UpstreamKeySetAside(name);
        LogKeySetAside(name, key.Id, status, options.KeyRest);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream key was refused and set aside: upstream {Upstream}, key {Key}, status {Status}, for {Rest}")]
    private partial void LogKeySetAside(string upstream, string key, int status, TimeSpan rest);
}

using System.Diagnostics;
using System.Net.Http.Headers;
using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>Speaks the chat-completions wire to one upstream over one shared pool of connections, and keeps what its calls may spend on repetitions.</summary>
internal sealed class ChatWire(string name, UpstreamOptions options, HttpMessageInvoker connections, TimeProvider clock, OrchestratorMeter meter) : IDisposable
{
    private const int LargestErrorBody = 64 * 1024;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly Uri _address = new($"{options.BaseUrl!.AbsoluteUri.TrimEnd('/')}/chat/completions");
    private readonly AuthenticationHeaderValue _credential = new("Bearer", options.ApiKey);
    private readonly Lock _lock = new();
    private readonly RetryBudget _budget = new(options.Retry.Budget);
    private readonly long _start = clock.GetTimestamp();

    public string Name => name;

    public UpstreamOptions Options => options;

    /// <summary>Sends the call and waits for the response's headers.</summary>
    public async Task<HttpResponseMessage> Send(UpstreamCall call, CancellationToken cancellation)
    {
        using var request = Request(ChatBody.Compose(call, options.MaxTokensName));
        return await connections.SendAsync(request, cancellation);
    }

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
        lock (_lock) return _budget.TrySpend(clock.GetElapsedTime(_start));
    }

    public void Dispose() => connections.Dispose();

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
}

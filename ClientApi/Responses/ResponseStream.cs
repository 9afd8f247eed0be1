using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orchestrator.Outcomes;
using Orchestrator.Requests;
using Orchestrator.Streaming;

namespace Orchestrator.Responses;

/// <summary>Writes a streamed response as server-sent events. What failed before the first of them is an ordinary error.</summary>
internal sealed class ResponseStream(ResponseTeller teller, IOptions<StreamingOptions> options, IOptions<ResponsesOptions> responses, TimeProvider time)
{
    public async Task Write(HttpContext context, ChatRequest request)
    {
        var stream = new EventStream(context, options.Value.WriteTimeout, time);
        var (end, response) = await teller.Tell(request, new Output(context, stream, responses.Value.DialectOf(context)), context.RequestAborted);
        if (end.Outcome is ChatOutcome.ClientGone)
        {
            context.Abort();
            return;
        }

        if (response is null && end.Error is { } error)
        {
            if (end.Outcome is not null) RateLimitHeaders.Write(context.Response.Headers, end.Outcome.Levels);
            await error.Write(context.Response);
            return;
        }

        stream.Done();
        await stream.Flush();
    }

    private sealed class Output(HttpContext context, EventStream stream, WireDialect dialect) : IResponseOutput
    {
        public WireDialect Dialect => dialect;

        public void Limits(ImmutableArray<QuotaLevel> levels)
        {
            if (!stream.Begun) RateLimitHeaders.Write(context.Response.Headers, levels);
        }

        public void Event(string type, ReadOnlySpan<byte> json) => stream.Event(type, json);

        public void KeepAlive() => stream.KeepAlive();

        public ValueTask Flush() => stream.Flush();
    }
}

using System.Buffers;
using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>Pumps one streamed answer from the provider's socket to the sink: chunks that arrived together go on together, and only a finish reason followed by [DONE] makes it whole.</summary>
internal sealed class AnswerStream(UpstreamOptions options, Deadlines deadlines)
{
    private const int ReadBuffer = 16 * 1024;

    private readonly SseReader _events = new(options.MaxEventBytes);
    private readonly List<ReadOnlyMemory<byte>> _arrived = [];
    private AnswerFacts _facts;
    private AssistantMessage? _message;
    private bool _done;

    public async Task<UpstreamOutcome> Read(Stream body, IChunkSink sink, bool keepMessage)
    {
        _message = keepMessage ? new AssistantMessage() : null;
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        try
        {
            deadlines.Alive(stream: true, content: false);
            while (true)
            {
                var read = await body.ReadAsync(buffer, deadlines.Token);
                if (read == 0) return End(AnswerVerdict.Of(_facts) ?? AnswerVerdict.NotDone());
                if (!_events.Read(buffer.AsSpan(0, read), _arrived)) return End(AnswerVerdict.TooLarge(options.MaxEventBytes));

                var failure = Take(out var chunks);
                if (chunks.Length > 0 && !await sink.Send(chunks, deadlines.Token)) return new UpstreamOutcome.ClientGone(_facts.ObservedTokens);
                if (failure is not null || _done) return End(failure ?? AnswerVerdict.Of(_facts));
            }
        }
        catch (OperationCanceledException)
        {
            return deadlines.ClientGone ? new UpstreamOutcome.ClientGone(_facts.ObservedTokens) : End(deadlines.Failure());
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            return End(new UpstreamFailure
            {
                Kind = UpstreamFailureKind.Unreachable,
                Message = "The connection to the upstream was lost before the answer was whole.",
                Code = "upstream_connection_lost",
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads what has arrived up to [DONE] or the first chunk that is not one.</summary>
    private UpstreamFailure? Take(out ImmutableArray<ReadOnlyMemory<byte>> chunks)
    {
        chunks = [];
        if (_arrived.Count == 0)
        {
            deadlines.Alive(stream: true, content: false);
            return null;
        }

        var contentBefore = _facts.ContentBytes;
        var whole = 0;
        UpstreamFailure? failure = null;
        foreach (var chunk in _arrived)
        {
            _done = chunk.Span.SequenceEqual("[DONE]"u8);
            if (_done) break;
            failure = AnswerReader.TryRead(chunk.Span, ref _facts, _message) ? _facts.Error : AnswerVerdict.NotJson();
            if (failure is not null) break;
            whole++;
        }

        deadlines.Alive(stream: true, content: _facts.ContentBytes > contentBefore);
        chunks = [.. _arrived.Take(whole)];
        _arrived.Clear();
        return failure;
    }

    private UpstreamOutcome End(UpstreamFailure? failure) => failure is not null
        ? new UpstreamOutcome.Failed(failure, _facts.ObservedTokens)
        : new UpstreamOutcome.Completed(new Completion { FinishReason = _facts.FinishReason!, Usage = _facts.Usage, Message = _message?.Build() });
}

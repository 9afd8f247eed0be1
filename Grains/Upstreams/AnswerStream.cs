using System.Buffers;
using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>
/// One streamed answer from the provider's socket. It is read in two steps: up to its first content, while nothing has gone to anybody and the call may
/// still be made elsewhere; then on to the sink, where chunks that arrived together go on together. Only a finish reason followed by [DONE] makes it whole.
/// </summary>
internal sealed class AnswerStream(UpstreamOptions options, Deadlines deadlines, Stream body, bool keepMessage)
{
    private const int ReadBuffer = 16 * 1024;

    private readonly SseReader _events = new(options.MaxEventBytes);
    private readonly List<ReadOnlyMemory<byte>> _arrived = [];
    private readonly List<ReadOnlyMemory<byte>> _held = [];
    private readonly AssistantMessage? _message = keepMessage ? new AssistantMessage() : null;
    private AnswerFacts _facts;
    private UpstreamOutcome? _end;

    /// <summary>Reads up to the first content, and holds back what came. Null once content has come or the answer is whole; else how it failed, with nothing sent.</summary>
    public async Task<UpstreamOutcome?> ReadToContent()
    {
        deadlines.Alive(stream: true, content: false);
        while (_end is null && _facts.ContentBytes == 0) await Fill();
        return _end is UpstreamOutcome.Completed ? null : _facts.ContentBytes == 0 ? _end : null;
    }

    /// <summary>Sends what was held back and all that follows, and says how the answer ended.</summary>
    public async Task<UpstreamOutcome> Forward(IChunkSink sink)
    {
        while (true)
        {
            if (_held.Count > 0 && !await Send(sink)) return new UpstreamOutcome.ClientGone(_facts.ObservedTokens);
            if (_end is not null) return _end;
            await Fill();
        }
    }

    private async ValueTask<bool> Send(IChunkSink sink)
    {
        ImmutableArray<ReadOnlyMemory<byte>> chunks = [.. _held];
        _held.Clear();
        try
        {
            return await sink.Send(chunks, deadlines.Token);
        }
        catch (OperationCanceledException)
        {
            _end = Cancelled();
            return true;
        }
    }

    /// <summary>Reads once from the socket. What breaks becomes the end.</summary>
    private async ValueTask Fill()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        try
        {
            var read = await body.ReadAsync(buffer, deadlines.Token);
            if (read == 0) _end = End(AnswerVerdict.Of(_facts) ?? AnswerVerdict.NotDone());
            else if (!_events.Read(buffer.AsSpan(0, read), _arrived)) _end = End(AnswerVerdict.TooLarge(options.MaxEventBytes));
            else Take();
        }
        catch (OperationCanceledException)
        {
            _end = Cancelled();
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            _end = End(new UpstreamFailure
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
    private void Take()
    {
        var contentBefore = _facts.ContentBytes;
        foreach (var chunk in _arrived)
        {
            if (chunk.Span.SequenceEqual("[DONE]"u8))
            {
                _end = End(AnswerVerdict.Of(_facts));
                break;
            }

            var failure = AnswerReader.TryRead(chunk.Span, ref _facts, _message) ? _facts.Error : AnswerVerdict.NotJson();
            if (failure is not null)
            {
                _end = End(failure);
                break;
            }

            _held.Add(chunk);
        }

        _arrived.Clear();
        deadlines.Alive(stream: true, content: _facts.ContentBytes > contentBefore);
    }

    private UpstreamOutcome Cancelled() => deadlines.ClientGone ? new UpstreamOutcome.ClientGone(_facts.ObservedTokens) : End(deadlines.Failure());

    private UpstreamOutcome End(UpstreamFailure? failure) => failure is not null
        ? new UpstreamOutcome.Failed(failure, _facts.ObservedTokens)
        : new UpstreamOutcome.Completed(new Completion { FinishReason = _facts.FinishReason!, Usage = _facts.Usage, Message = _message?.Build() });
}

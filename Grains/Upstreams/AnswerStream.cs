using System.Buffers;
using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>
/// One streamed answer from the provider's socket. It is read in two steps: up to its first content, while nothing has gone to anybody and the call may
/// still be made elsewhere; then on to the sink, where chunks that arrived together go on together. Only a finish reason followed by [DONE] makes it whole.
/// </summary>
/// <param name="soFar">Collects what the client has, where the answer may be continued when it breaks; the finish is then held back until [DONE].</param>
internal sealed class AnswerStream(UpstreamOptions options, Deadlines deadlines, Stream body, bool keepMessage, AnswerSoFar? soFar = null)
{
    private const int ReadBuffer = 16 * 1024;

    private readonly SseReader _events = new(options.MaxEventBytes);
    private readonly List<ReadOnlyMemory<byte>> _arrived = [];
    private readonly List<ReadOnlyMemory<byte>> _held = [];
    private readonly List<ReadOnlyMemory<byte>> _finish = [];
    private readonly AssistantMessage? _message = soFar?.Message ?? (keepMessage ? new AssistantMessage() : null);
    private (int Content, int Reasoning) _sent = soFar?.Message.Mark ?? default;
    private long _heldBytes;
    private AnswerFacts _facts;
    private UpstreamOutcome? _end;
    private bool _counted;

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
            if (_held.Count > 0 && !await Send(sink)) return Gone();
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
            // Nobody knows whether these chunks went out, so nothing may be continued after them.
            soFar?.Message.GiveUpContinuing();
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
            if (read == 0)
            {
                _end = Broken(AnswerVerdict.Of(_facts) ?? AnswerVerdict.NotDone());
                return;
            }

            var withinBounds = _events.Read(buffer.AsSpan(0, read), _arrived);
            Take();
            if (!withinBounds) _end ??= Broken(AnswerVerdict.TooLarge(options.MaxEventBytes));
        }
        catch (OperationCanceledException)
        {
            _end = Cancelled();
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            _end = Broken(AnswerVerdict.Lost());
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
            _end = chunk.Span.SequenceEqual("[DONE]"u8) ? Done() : Take(chunk) is { } failure ? Broken(failure) : null;
            if (_end is not null) break;
        }

        _arrived.Clear();
        deadlines.Alive(stream: true, content: _facts.ContentBytes > contentBefore);
    }

    /// <summary>Reads one chunk, and puts it where it waits to be sent. The answer is what is wrong with it.</summary>
    private UpstreamFailure? Take(ReadOnlyMemory<byte> chunk)
    {
        var before = _facts;
        if (!AnswerReader.TryRead(chunk.Span, ref _facts, _message))
        {
            // What was read of it before it broke never happened.
            _facts = before;
            return AnswerVerdict.NotJson();
        }

        if (_facts.Error is { } error) return error;
        var finishing = soFar is not null && _facts.FinishReason is not null;
        if (finishing || _facts.ContentBytes == 0) _heldBytes += chunk.Length;
        if (_heldBytes > options.MaxEventBytes) return AnswerVerdict.TooLarge(options.MaxEventBytes);

        var fitting = soFar is null ? chunk : soFar.Fit(chunk, _facts.Usage);
        if (fitting is { } bytes) (finishing ? _finish : _held).Add(bytes);
        if (!finishing && soFar is not null) _sent = soFar.Message.Mark;
        return null;
    }

    private UpstreamOutcome Done()
    {
        if (AnswerVerdict.Of(_facts) is { } failure) return Broken(failure);
        _held.AddRange(_finish);
        return new UpstreamOutcome.Completed(new Completion
        {
            FinishReason = _facts.FinishReason!,
            Usage = soFar is null ? _facts.Usage : soFar.Sum(_facts.Usage),
            Message = soFar is null ? _message?.Build() : soFar.BuildMessage(),
        });
    }

    private UpstreamOutcome Cancelled() => deadlines.ClientGone ? Gone() : Broken(deadlines.Failure());

    private UpstreamOutcome.ClientGone Gone()
    {
        Count();
        return new UpstreamOutcome.ClientGone(_facts.ObservedTokens);
    }

    private UpstreamOutcome.Failed Broken(UpstreamFailure failure)
    {
        soFar?.Message.Return(_sent);
        Count();
        return new UpstreamOutcome.Failed(failure, _facts.ObservedTokens);
    }

    /// <summary>Puts what this attempt cost to the others, once.</summary>
    private void Count()
    {
        if (!_counted) soFar?.Broke(_facts);
        _counted = true;
    }
}

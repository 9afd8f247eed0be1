using System.Net;
using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>
/// One call sent to one target. It is begun up to the point where it may no longer be made elsewhere: a stream's first content, a plain
/// answer's end. It holds its place, its leave from the breaker and its connection until it is closed, and then tells each of them how it went.
/// </summary>
internal sealed class Attempt(Destination destination, TargetPass pass, IPlace place, Deadlines deadlines, TimeProvider clock, OrchestratorMeter meter) : IDisposable
{
    private readonly long _start = clock.GetTimestamp();
    private HttpResponseMessage? _response;
    private AnswerStream? _stream;
    private AnswerSoFar? _soFar;
    private bool _closed;

    public Destination Destination => destination;

    /// <summary>When it was begun, from the start of its call.</summary>
    public TimeSpan Started { get; init; }

    /// <summary>How it ended; null while a stream's content is still to be forwarded.</summary>
    public UpstreamOutcome? End { get; private set; }

    /// <summary>Whether the same call may be made once more: it was refused or never arrived, or a stream broke before any of its content had come.</summary>
    public bool Repeatable { get; private set; }

    /// <summary>From sending to the first content of a stream; null before it.</summary>
    public TimeSpan? FirstToken { get; private set; }

    /// <summary>Sends the call and reads the answer up to where it may no longer be repeated.</summary>
    public async Task Begin(UpstreamCall call, bool stream)
    {
        meter.TargetAttempted(destination.Target.Id);
        try
        {
            _response = await destination.Wire.Send(call with { Model = destination.Model }, deadlines.Token);
            if (!_response.IsSuccessStatusCode) await BeginRefused(_response);
            else if (stream) await BeginStream(_response, call);
            else await BeginPlain(_response, call.KeepMessage);
        }
        catch (OperationCanceledException) when (!deadlines.Token.IsCancellationRequested)
        {
            // So says the pool that no connection could be made in time: nothing was sent.
            Repeatable = true;
            End = new UpstreamOutcome.Failed(destination.Wire.Unreachable("ConnectTimeout"), null);
        }
        catch (OperationCanceledException)
        {
            End = deadlines.ClientGone ? new UpstreamOutcome.ClientGone(0) : new UpstreamOutcome.Failed(deadlines.Failure(), 0);
        }
        catch (HttpRequestException exception)
        {
            // A connection that was never made carried nothing. One that broke while an answer was due may have been paid for.
            Repeatable = TransientFailures.IsTransient(exception);
            End = new UpstreamOutcome.Failed(destination.Wire.Unreachable(exception.HttpRequestError.ToString()), Repeatable ? null : 0);
        }
        catch (IOException exception)
        {
            End = new UpstreamOutcome.Failed(destination.Wire.Unreachable(exception.GetType().Name), 0);
        }
    }

    /// <summary>How often the stream broke and was continued, and what broke it the last time.</summary>
    public (int Count, UpstreamFailure? Last) Heals { get; private set; }

    /// <summary>Sends on what has come of a stream, and all that follows. Where it breaks it is continued, if this target can.</summary>
    public async Task<UpstreamOutcome> Forward(IChunkSink sink, CancellationToken client)
    {
        if (End is not null) return End;
        var end = await _stream!.Forward(sink);
        if (_soFar is not null) end = await new HealingStream(destination.Wire.Options, clock, Continue, Heal).Heal(_soFar, end, sink, deadlines, client);
        return End = end;
    }

    /// <summary>Tells the breaker and the place how it went, and gives both back.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _response?.Dispose();
        destination.Target.Leave(pass, VerdictOf(End));
        Tell(End);
        place.Dispose();
        deadlines.Dispose();
    }

    /// <summary>Makes the call that continues this one, in the same place: the broken stream's is free.</summary>
    private async ValueTask<Continued> Continue(UpstreamCall next, Deadlines left)
    {
        try
        {
            var response = await destination.Wire.Send(next with { Model = destination.Model }, left.Token);
            if (response.IsSuccessStatusCode) return new Continued.Opened(await response.Content.ReadAsStreamAsync(left.Token), response);
            using (response) return new Continued.Refused(new UpstreamOutcome.Failed(await destination.Wire.ReadFailure(response, left), null));
        }
        catch (OperationCanceledException)
        {
            return new Continued.Refused(left.ClientGone ? new UpstreamOutcome.ClientGone(0) : new UpstreamOutcome.Failed(left.Failure(), 0));
        }
        catch (Exception broke) when (broke is HttpRequestException or IOException)
        {
            return new Continued.Refused(new UpstreamOutcome.Failed(destination.Wire.Unreachable((broke as HttpRequestException)?.HttpRequestError.ToString() ?? broke.GetType().Name), 0));
        }
    }

    private void Heal(UpstreamFailure failure)
    {
        Heals = (Heals.Count + 1, failure);
        destination.Wire.Healed();
        meter.TargetAttempted(destination.Target.Id);
        meter.TargetFailed(destination.Target.Id, failure.Kind);
    }

    private async Task BeginRefused(HttpResponseMessage response)
    {
        // Said before its body is read: a refusal whose words are cut off is still one.
        Repeatable = TransientFailures.IsTransient(response.StatusCode);
        End = new UpstreamOutcome.Failed(await destination.Wire.ReadFailure(response, deadlines), null);
    }

    private async Task BeginStream(HttpResponseMessage response, UpstreamCall call)
    {
        var options = destination.Wire.Options;
        _soFar = Continuation.IsPossible(call, options) ? new AnswerSoFar(call, options.MaxBodyBytes) : null;
        _stream = new AnswerStream(options, deadlines, await response.Content.ReadAsStreamAsync(deadlines.Token), call.KeepMessage, _soFar);
        End = await _stream.ReadToContent();
        if (End is null)
        {
            FirstToken = clock.GetElapsedTime(_start);
            place.FirstToken(FirstToken.Value);
            return;
        }

        // What broke off had nothing yet. What cannot be read may be the whole answer, and paid for.
        Repeatable = End is UpstreamOutcome.Failed { Failure: { Kind: UpstreamFailureKind.Unreachable or UpstreamFailureKind.Broken or UpstreamFailureKind.Limited } or { Code: AnswerVerdict.Incomplete } };
    }

    private async Task BeginPlain(HttpResponseMessage response, bool keepMessage)
    {
        End = await destination.Wire.ReadPlain(response, keepMessage, deadlines);
        // The provider itself says that it gave no answer. A body that broke off, or that holds part of one, may have been paid for.
        Repeatable = End is UpstreamOutcome.Failed { Failure.Kind: UpstreamFailureKind.Broken or UpstreamFailureKind.Limited, ObservedTokens: null or 0 };
    }

    private Verdict VerdictOf(UpstreamOutcome? end) => end switch
    {
        UpstreamOutcome.Completed => Verdict.Succeeded,
        UpstreamOutcome.Failed when deadlines.ClientsOwnPassed && deadlines.Token.IsCancellationRequested => Verdict.Ignored,
        UpstreamOutcome.Failed { Failure.Kind: UpstreamFailureKind.Broken or UpstreamFailureKind.Unreachable or UpstreamFailureKind.TooSlow or UpstreamFailureKind.Malformed } => Verdict.Failed,
        _ => Verdict.Ignored,
    };

    private void Tell(UpstreamOutcome? end)
    {
        if (end is UpstreamOutcome.Completed { Completion.Usage: var usage })
        {
            place.Completed(usage?.Total ?? 0);
            return;
        }

        if (end is UpstreamOutcome.Failed { Failure: var failure })
        {
            meter.TargetFailed(destination.Target.Id, failure.Kind);
            if (failure.Status == (int)HttpStatusCode.TooManyRequests || failure.Kind == UpstreamFailureKind.Limited)
            {
                place.Limited(NamedCeiling.In(failure.Message));
                return;
            }
        }

        place.Failed();
    }
}

using System.Collections.Immutable;
using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>What came of one step of a call: an attempt that goes on or has ended, or the reason why none was made.</summary>
/// <param name="Wait">How long to wait before the call is made once more; null where it is not.</param>
internal readonly record struct CallStep(UpstreamOutcome? End, Attempt? Attempt, TimeSpan? Wait);

/// <summary>One call on its way through its targets: where it has failed, how long it has taken, and whether it may be made once more.</summary>
internal sealed class CallRun(ModelRoutes routes, UpstreamCall call, bool stream, IAdmission admission, TimeProvider clock, Random random, OrchestratorMeter meter, CancellationToken client)
{
    private const int MostRoutes = 8;

    private readonly long _start = clock.GetTimestamp();
    private readonly HashSet<string> _failedAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _offeredTo = new(StringComparer.Ordinal);
    private readonly ImmutableArray<CallAttempt>.Builder _attempts = ImmutableArray.CreateBuilder<CallAttempt>();
    private TimeSpan _waited;
    private TimeSpan? _firstToken;
    private UpstreamOutcome? _lastFailure;
    private bool _isHedge;
    private long? _origin;

    /// <summary>Where its last attempt was sent; null before the first.</summary>
    public string? At { get; private set; }

    // A hedge's attempts are told by the time of the call that it belongs to.
    private TimeSpan SinceBegun => clock.GetElapsedTime(_origin ?? _start);

    /// <summary>The same call made once more while the other still waits: elsewhere if it can be, and only within the budget of repetitions.</summary>
    public CallRun Hedge(CancellationToken abort)
    {
        var hedge = new CallRun(routes, call, stream, admission, clock, random, meter, abort) { _isHedge = true, _origin = _start };
        if (At is { } here) hedge._failedAt.Add(here);
        return hedge;
    }

    /// <summary>What happened so far.</summary>
    public CallStory Story => new() { Attempts = _attempts.ToImmutable(), Waited = _waited, FirstToken = _firstToken };

    /// <remarks>1 a place among the targets. 2 its upstream's leave. 3 its breaker's leave, which may be gone by then. 4 the attempt. 5 whether it is made once more.</remarks>
    public async ValueTask<CallStep> Step()
    {
        for (var i = 0; i < MostRoutes && routes.Next(_failedAt, random.NextDouble(), elsewhere: false) is { } destination; i++)
        {
            var left = Left(destination.Wire.Options);
            if (left.Left <= TimeSpan.Zero) return new CallStep(_lastFailure ?? OutOfTime(destination, left), null, null);
            var (place, refusal) = await Enter(destination, left);
            if (place is null) return new CallStep(_lastFailure ?? refusal, null, null);
            if (destination.Target.TryEnter(destination.MaxConcurrency) is not { } pass)
            {
                place.Dispose();
                continue;
            }

            if (_isHedge && _attempts.Count == 0 && !destination.Wire.TryRepeat())
            {
                destination.Target.Leave(pass, Verdict.Ignored);
                place.Dispose();
                break;
            }

            return await Make(destination, pass, place);
        }

        return new CallStep(_lastFailure ?? new UpstreamOutcome.Failed(routes.Closed(), null), null, null);
    }

    /// <summary>Notes how the attempt ended, for the story.</summary>
    public void Note(Attempt attempt, UpstreamOutcome end)
    {
        _firstToken = attempt.FirstToken;
        if (_attempts.Count == CallStory.MostAttempts) return;
        var kind = (end as UpstreamOutcome.Failed)?.Failure.Kind;
        var how = end switch { UpstreamOutcome.Completed => CallAttemptEnd.Answered, UpstreamOutcome.ClientGone => CallAttemptEnd.ClientGone, _ => CallAttemptEnd.Failed };
        _attempts.Add(new CallAttempt(attempt.Destination.Target.Id, attempt.Started, how, kind, SinceBegun - attempt.Started, _isHedge, attempt.Heals.Count));
    }

    private async ValueTask<(IPlace? Place, UpstreamOutcome? Refusal)> Enter(Destination destination, CallTime left)
    {
        var asked = clock.GetTimestamp();
        try
        {
            var bytes = call.Prompt.Parameters.Length + call.Prompt.Messages.Sum(message => (long)message.Json.Length);
            var entrant = new Entrant(call.Tenant, call.Weight, call.Priority, call.Tokens, bytes, left.Left);
            return await admission.Enter(destination.Wire.Name, entrant, client) switch
            {
                Admission.Admitted { Place: var place } => (place, null),
                Admission.Refused refused => (null, new UpstreamOutcome.Failed(ModelRoutes.Saturated(refused.Reason, refused.RetryAfter), null)),
                var other => throw new InvalidOperationException($"An admission of type {other.GetType().Name} is not known here."),
            };
        }
        catch (OperationCanceledException) when (client.IsCancellationRequested)
        {
            return (null, new UpstreamOutcome.ClientGone(null));
        }
        finally
        {
            _waited += clock.GetElapsedTime(asked);
        }
    }

    private async Task<CallStep> Make(Destination destination, TargetPass pass, IPlace place)
    {
        At = destination.Target.Id;
        if (!_isHedge && _offeredTo.Add(destination.Wire.Name)) destination.Wire.Offer();
        var deadlines = new Deadlines(destination.Wire.Options, stream, clock, client, Left(destination.Wire.Options));
        var attempt = new Attempt(destination, pass, place, deadlines, clock, meter) { Started = SinceBegun };
        try
        {
            await attempt.Begin(call, stream);
        }
        catch
        {
            attempt.Dispose();
            throw;
        }

        if (attempt.End is not { } end) return new CallStep(null, attempt, null);
        Note(attempt, end);
        attempt.Dispose();
        return new CallStep(end, null, end is UpstreamOutcome.Failed failed ? WaitBeforeNext(attempt, failed) : null);
    }

    /// <summary>How long to wait before the call is made once more: not at all where another place takes it. Null where it has to end here.</summary>
    private TimeSpan? WaitBeforeNext(Attempt attempt, UpstreamOutcome.Failed failed)
    {
        var (wire, options) = (attempt.Destination.Wire, attempt.Destination.Wire.Options);
        _lastFailure = failed;
        _failedAt.Add(attempt.Destination.Target.Id);
        // An account that is refused here may be welcome at another upstream.
        var elsewhereOnly = failed.Failure.Kind == UpstreamFailureKind.Account;
        if (elsewhereOnly) _failedAt.UnionWith(routes.At(wire).Select(target => target.Id));
        if ((!attempt.Repeatable && !elsewhereOnly) || _attempts.Count > options.Retry.Most) return null;

        TimeSpan wait;
        if (routes.Next(_failedAt, random.NextDouble(), elsewhere: true) is { } other) (wait, options) = (TimeSpan.Zero, other.Wire.Options);
        else if (elsewhereOnly || routes.Next(_failedAt, random.NextDouble(), elsewhere: false) is null) return null;
        else
        {
            if (failed.Failure.RetryAfter > options.Retry.LongestRetryAfter) return null;
            wait = failed.Failure.RetryAfter ?? Backoff.Wait(options.Retry, _attempts.Count - 1, random.NextDouble());
        }

        return wait < Left(options).Left && wire.TryRepeat() ? wait : null;
    }

    private CallTime Left(UpstreamOptions options)
    {
        var total = options.TotalTimeout - clock.GetElapsedTime(_start);
        return call.Deadline - clock.GetUtcNow() is { } clients && clients < total ? new CallTime(clients, ClientsOwn: true) : new CallTime(total, ClientsOwn: false);
    }

    private static UpstreamOutcome.Failed OutOfTime(Destination destination, CallTime left) => new(
        left.ClientsOwn ? Deadlines.ClientsDeadline() : new UpstreamFailure
        {
            Kind = UpstreamFailureKind.TooSlow,
            Message = $"The call was not sent within the total deadline of {destination.Wire.Options.TotalTimeout}.",
            Code = "upstream_timeout",
        }, null);
}

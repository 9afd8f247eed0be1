using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Telemetry;

/// <summary>The walks of this silo's running requests. Whoever has a hand in a request marks its step by the request's id; when it ends, the witnesses are told.</summary>
internal sealed partial class RequestWalks(IEnumerable<IRequestWitness> witnesses, TimeProvider clock, ILogger<RequestWalks> logger)
{
    private const int TraceLength = 55;

    private readonly IRequestWitness[] _witnesses = [.. witnesses];
    private readonly ConcurrentDictionary<RequestId, RequestWalk> _running = new();
    private readonly ConcurrentDictionary<RequestId, RequestWalk> _parts = new();

    /// <summary>Requests in this silo's hall now.</summary>
    public int Running => _running.Count;

    /// <summary>The walks of the requests that run now.</summary>
    public ICollection<RequestWalk> Now() => _running.Values;

    public RequestWalk Enter(RequestId id, TenantId tenant, string key, ModelName model, string? trace)
    {
        // A trace comes from outside: what is no W3C trace, which has this length, is not kept.
        var walk = new RequestWalk(id, tenant, key, model, trace is { Length: TraceLength } ? trace : null, clock.GetUtcNow(), clock.GetTimestamp());
        _running[id] = walk;
        return walk;
    }

    /// <summary>Says that a step is behind the request. A request that is not here has ended, and is left as it is.</summary>
    public void Mark(RequestId request, WalkStep step)
    {
        if (_running.TryGetValue(request, out var walk)) walk.Mark(step, clock.GetTimestamp(), clock);
    }

    /// <summary>The moment from which a call counts its own times.</summary>
    public long Moment() => clock.GetTimestamp();

    /// <summary>Says which attempts the request's call came to, counted from that moment.</summary>
    public void Called(RequestId request, long began, TimeSpan waited, IEnumerable<WalkAttempt> attempts)
    {
        if (_running.TryGetValue(request, out var walk)) walk.Called(began, waited, attempts, clock);
    }

    /// <summary>Says what one call of the request used; null tokens where nobody counted them.</summary>
    public void Charge(RequestId request, TokenUsage? tokens, long cost)
    {
        if (_running.TryGetValue(request, out var walk) || _parts.TryGetValue(request, out walk)) walk.Charge(tokens, cost);
    }

    /// <summary>Counts what another id uses to the request, as long as the answer is held.</summary>
    public Part Join(RequestId request, RequestId part)
    {
        if (_running.TryGetValue(request, out var walk)) _parts[part] = walk;
        return new Part(this, part);
    }

    public void Leave(RequestWalk walk)
    {
        _running.TryRemove(walk.Id, out _);
        walk.Stop(clock);
        foreach (var witness in _witnesses)
        {
            try
            {
                witness.Ended(walk);
            }
            catch (Exception failure)
            {
                // What is written about a request must not cost the client its answer.
                LogNotWitnessed(walk.Id, failure);
            }
        }
    }

    /// <summary>Has the witnesses put away what they hold.</summary>
    public Task Close(CancellationToken cancellation) => Task.WhenAll(_witnesses.Select(witness => witness.Close(cancellation)));

    /// <summary>An id whose use counts to a request.</summary>
    internal readonly struct Part(RequestWalks walks, RequestId id) : IDisposable
    {
        public void Dispose() => walks._parts.TryRemove(id, out _);
    }

    [LoggerMessage(LogLevel.Error, "Request {Request} ended and was not written down")]
    private partial void LogNotWitnessed(RequestId request, Exception failure);
}

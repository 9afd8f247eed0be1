namespace Orchestrator.Upstreams;

/// <summary>What one attempt says of its target's health.</summary>
internal enum Verdict
{
    /// <summary>It was answered.</summary>
    Succeeded,

    /// <summary>It was not, and the target is why.</summary>
    Failed,

    /// <summary>It says nothing: the request was wrong, our rate or account was refused, or the client left.</summary>
    Ignored,
}

/// <summary>The leave to make one attempt, of the generation in which it was given.</summary>
internal readonly record struct BreakerPass(long Generation);

/// <summary>
/// Whether a target is worth calling. Closed: all calls pass; so many failures in a row, or their share in the window, open it. Open: none
/// passes until the break is over. Half-open: exactly the configured probes pass; all of them succeeded: closed; one failed: open again, for
/// twice as long. Every change of state begins a generation, and an answer to an attempt of an older one is dropped. Not for several threads at once.
/// </summary>
internal sealed class CircuitBreaker(BreakerOptions options, Random random)
{
    private const double Jitter = 0.2;
    private const int MostDoublings = 20;

    private readonly CallWindow _window = new(options.Window);
    private BreakerState _state;
    private TimeSpan _openUntil;
    private long _generation;
    private int _failuresInARow;
    private int _repeats;
    private int _probing;
    private int _probesSucceeded;

    /// <summary>How often it opened by what this silo saw itself.</summary>
    public long Openings { get; private set; }

    /// <summary>Whether it is not closed because of what this silo saw itself.</summary>
    public bool OpenedHere { get; private set; }

    public BreakerState State(TimeSpan now)
    {
        if (_state == BreakerState.Open && now >= _openUntil) Become(BreakerState.HalfOpen);
        return _state;
    }

    /// <summary>How long it is still to stay open; zero when it is not.</summary>
    public TimeSpan Left(TimeSpan now) => State(now) == BreakerState.Open ? _openUntil - now : TimeSpan.Zero;

    /// <summary>Whether an attempt would be let through now.</summary>
    public bool Admits(TimeSpan now) => State(now) switch
    {
        BreakerState.Closed => true,
        BreakerState.HalfOpen => _probing + _probesSucceeded < options.Probes,
        _ => false,
    };

    /// <summary>Lets an attempt through, or not. One that was let through must <see cref="Leave"/>.</summary>
    public BreakerPass? TryEnter(TimeSpan now)
    {
        if (!Admits(now)) return null;
        if (_state == BreakerState.HalfOpen) _probing++;
        return new BreakerPass(_generation);
    }

    /// <summary>Says how an attempt ended. Late answers, of an older generation, change nothing.</summary>
    public void Leave(BreakerPass pass, Verdict verdict, TimeSpan now)
    {
        var state = State(now);
        if (pass.Generation != _generation) return;
        if (state == BreakerState.HalfOpen) LeaveProbe(verdict, now);
        else if (verdict != Verdict.Ignored) Count(verdict == Verdict.Failed, now);
    }

    /// <summary>Opens it for as long as another silo says that it is to stay open.</summary>
    public void OpenFor(TimeSpan left, TimeSpan now)
    {
        var until = now + left;
        if (State(now) == BreakerState.Open)
        {
            if (until > _openUntil) _openUntil = until;
            return;
        }

        Become(BreakerState.Open);
        _openUntil = until;
    }

    private void LeaveProbe(Verdict verdict, TimeSpan now)
    {
        _probing--;
        if (verdict == Verdict.Failed)
        {
            _repeats = Math.Min(_repeats + 1, MostDoublings);
            Open(now);
        }
        else if (verdict == Verdict.Succeeded && ++_probesSucceeded == options.Probes)
        {
            _repeats = 0;
            OpenedHere = false;
            Become(BreakerState.Closed);
        }
    }

    private void Count(bool failed, TimeSpan now)
    {
        _window.Add(now, failed);
        _failuresInARow = failed ? _failuresInARow + 1 : 0;
        if (!failed) return;
        var (calls, failures) = _window.Sum(now);
        if (_failuresInARow >= options.ConsecutiveFailures || (calls >= options.FewestCalls && failures >= options.FailureRatio * calls)) Open(now);
    }

    private void Open(TimeSpan now)
    {
        Become(BreakerState.Open);
        Openings++;
        OpenedHere = true;
        var length = Math.Min(options.LongestBreak.TotalSeconds, options.Break.TotalSeconds * Math.Pow(2, _repeats));
        _openUntil = now + TimeSpan.FromSeconds(length * (1 - Jitter * random.NextDouble()));
    }

    private void Become(BreakerState state)
    {
        _state = state;
        _generation++;
        _failuresInARow = 0;
        _probing = 0;
        _probesSucceeded = 0;
        _window.Clear();
    }
}

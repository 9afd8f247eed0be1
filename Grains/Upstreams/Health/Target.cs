using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>The leave to make one attempt at a target, with what its breaker needs to know at the end.</summary>
internal readonly record struct TargetPass(BreakerPass Breaker);

/// <summary>
/// One upstream under one model name, as this silo knows it: its breaker, how many calls it has from here, and what its operator ordered.
/// Models that lead to the same place share it.
/// </summary>
internal sealed class Target(string upstream, string model, BreakerOptions options, TimeProvider clock, Random random, OrchestratorMeter meter)
{
    private const int MostSilosHeard = 256;

    private readonly Lock _lock = new();
    private readonly CircuitBreaker _breaker = new(options, random);
    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private BreakerState _seen;
    private bool _toldOpen;
    private int _running;
    private TargetOrders _orders;

    /// <summary>The upstream's name, a slash, and what the upstream calls the model.</summary>
    public string Id { get; } = IdOf(upstream, model);

    public string Upstream => upstream;

    /// <summary>What its operator ordered last.</summary>
    public TargetOrders Orders
    {
        get
        {
            lock (_lock) return _orders;
        }
        set
        {
            lock (_lock) _orders = value;
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(_start);

    public static string IdOf(string upstream, string model) => $"{upstream}/{model}";

    /// <summary>What speaks against a call now, and how long its breaker is still to stay open.</summary>
    public (TargetObstacle Obstacle, TimeSpan Left) Look(int? limit)
    {
        lock (_lock)
        {
            var now = Now;
            if (_orders.Drained) return (TargetObstacle.Drained, TimeSpan.Zero);
            if (!_breaker.Admits(now)) return (TargetObstacle.Broken, _breaker.Left(now));
            return (_running >= limit ? TargetObstacle.Full : TargetObstacle.None, TimeSpan.Zero);
        }
    }

    /// <summary>Lets one attempt through, or not. One that was let through must <see cref="Leave"/>.</summary>
    public TargetPass? TryEnter(int? limit)
    {
        lock (_lock)
        {
            if (_orders.Drained || _running >= limit || _breaker.TryEnter(Now) is not { } pass) return null;
            _running++;
            Notice();
            return new TargetPass(pass);
        }
    }

    public void Leave(TargetPass pass, Verdict verdict)
    {
        lock (_lock)
        {
            _running--;
            _breaker.Leave(pass.Breaker, verdict, Now);
            Notice();
        }
    }

    /// <summary>What the other silos should know; null where there is nothing.</summary>
    public TargetNews? Tell(string silo)
    {
        lock (_lock)
        {
            var now = Now;
            var state = _breaker.State(now);
            Notice();
            if (!_breaker.OpenedHere)
            {
                if (!_toldOpen) return null;
                _toldOpen = false;
                return new TargetNews(Id, silo, _breaker.Openings, BreakerState.Closed, TimeSpan.Zero);
            }

            _toldOpen = true;
            return new TargetNews(Id, silo, _breaker.Openings, state, _breaker.Left(now));
        }
    }

    /// <summary>Opens the breaker once for each opening at another silo. Late and repeated news change nothing.</summary>
    public void Hear(TargetNews news)
    {
        lock (_lock)
        {
            if (_heard.TryGetValue(news.Silo, out var last) && news.Opening <= last) return;
            if (_heard.Count >= MostSilosHeard) _heard.Clear();
            _heard[news.Silo] = news.Opening;
            if (news.State != BreakerState.Open || news.Left <= TimeSpan.Zero) return;
            // Another silo's clock is no reason to stay away for longer than we would by ourselves.
            _breaker.OpenFor(news.Left < options.LongestBreak ? news.Left : options.LongestBreak, Now);
            Notice(heard: true);
        }
    }

    private void Notice(bool heard = false)
    {
        var state = _breaker.State(Now);
        if (state == _seen) return;
        var reason = state switch
        {
            BreakerState.Closed => "the probes succeeded",
            BreakerState.HalfOpen => "the break was over",
            _ when heard => "another silo opened its own",
            _ when _seen == BreakerState.HalfOpen => "a probe failed",
            _ => "too many calls failed",
        };
        _seen = state;
        meter.BreakerChanged(Id, state.ToString(), reason);
    }
}

/// <summary>What speaks against calling a target.</summary>
internal enum TargetObstacle
{
    None,

    /// <summary>Its operator wants no new calls there.</summary>
    Drained,

    /// <summary>Its breaker is open, or half-open with all of its probes on their way.</summary>
    Broken,

    /// <summary>It has as many calls from here as it may have.</summary>
    Full,
}

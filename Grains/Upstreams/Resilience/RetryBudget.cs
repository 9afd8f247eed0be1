namespace Orchestrator.Upstreams;

/// <summary>
/// How many calls to one upstream may be repeated. Each call earns a share of a repetition, a second with few calls earns the floor instead, and
/// what is not spent is saved up to a bound: Most + the sum over all seconds of max(Ratio × calls of that second, Floor), and never more.
/// Under load that is Ratio of the calls; where almost none come, the floor. Not for several threads at once.
/// </summary>
internal sealed class RetryBudget(RetryBudgetOptions options)
{
    private long _second = long.MinValue;
    private double _earnedThisSecond;

    /// <summary>Repetitions that may be made now.</summary>
    public double Left { get; private set; } = options.Most;

    /// <summary>A call was offered.</summary>
    public void Offer(TimeSpan now)
    {
        Pass(now);
        _earnedThisSecond += options.Ratio;
        Earn(options.Ratio);
    }

    /// <summary>Takes a repetition; false where there is none to take.</summary>
    public bool TrySpend(TimeSpan now)
    {
        Pass(now);
        if (Left < 1) return false;
        Left -= 1;
        return true;
    }

    /// <summary>Closes the seconds that have passed: each earns at least the floor.</summary>
    private void Pass(TimeSpan now)
    {
        var second = now.Ticks / TimeSpan.TicksPerSecond;
        if (_second == long.MinValue) _second = second;
        if (second <= _second) return;
        Earn(Math.Max(0, options.Floor - _earnedThisSecond));
        Earn(options.Floor * (second - _second - 1));
        _second = second;
        _earnedThisSecond = 0;
    }

    private void Earn(double repetitions) => Left = Math.Min(options.Most, Left + repetitions);
}

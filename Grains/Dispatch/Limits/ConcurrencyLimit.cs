using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>
/// Estimates how many calls one upstream account bears at once, from its refusals and from the time to its first token. Not thread-safe; its
/// time is an argument.
/// </summary>
/// <remarks>
/// Always Least ≤ Limit ≤ Ceiling. A round is 500 ms; what is heard within a round after a decrease still speaks of the time before it.
/// <list type="number">
/// <item>Fast start, until the first refusal: a round in which the limit was used up (≥ 90 %) and the first token healthy: limit += max(1, limit / 2).</item>
/// <item>Refused (429) with a number: limit = that number where it is lower, at once. Without: limit = the number that was borne before the
/// last growth where that is lower, else limit × 0.85 (at least 1 less), once a round. With a number that is kept already: limit - 1.</item>
/// <item>Quiet: after a refusal nothing grows for a pause of 2 s, which doubles with each probe that is refused, up to 6 s.</item>
/// <item>Probe: after the pause, when used up: limit += 1. Each further round without a refusal doubles the step, at most limit / 4 (and at least 1), so a ceiling that
/// rose is followed within seconds, and one that did not costs a refusal or two.</item>
/// <item>Slow: mean first token of the round above twice its long-term mean: limit × max(0.9, 2 × long / short), once a round, and never below half of the
/// number that was last borne at a healthy pace: what is slow for other reasons than our load must not starve us. Above 1.5 times nothing grows. The long-term
/// mean moves by 1 % a round, so that a provider that stays slower becomes the new usual.</item>
/// </list>
/// </remarks>
internal sealed class ConcurrencyLimit(ConcurrencyOptions options, TimeSpan now)
{
    private const string Beginning = "start";
    private const double UsedUp = 0.9;
    private const double Shrink = 0.85;
    private const double SlowAt = 2;
    private const double GrowBelow = 1.5;
    private const double GentleShrink = 0.9;
    private const double LongTermPace = 0.01;
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(6);

    private double _limit = Math.Clamp(options.Start, options.Least, options.Ceiling);
    private double _borne = options.Least;
    private double _step;
    private double _longTerm;
    private TimeSpan _shortSum;
    private int _shortCount;
    private TimeSpan _pause = s_shortestPause;
    private TimeSpan _roundSince = now;
    private TimeSpan _decreasedAt = now - s_round;
    private TimeSpan _growsFrom = now;
    private bool _wasUsedUp;
    private bool _isStarting = true;

    public int Limit => Math.Clamp((int)_limit, options.Least, options.Ceiling);

    /// <summary>Why the limit is what it is.</summary>
    public string Reason { get; private set; } = Beginning;

    /// <summary>Goes on from what an earlier life of it had found, where this one has learnt nothing yet.</summary>
    public void Resume(int limit)
    {
        if (Reason != Beginning) return;
        _isStarting = false;
        _limit = Math.Clamp(limit, options.Least, options.Ceiling);
        Reason = "found before";
    }

    /// <summary>The upstream refused for its load, naming a number or not.</summary>
    public void Refused(int? named, TimeSpan now)
    {
        _isStarting = false;
        if (named is { } ceiling && ceiling < _limit) Decrease(ceiling, $"the upstream named its limit, {ceiling}", now);
        else if (now - _decreasedAt >= s_round) Decrease(Lower(named), "the upstream refused", now);

        // A call that was on its way when the limit fell says nothing new; the pause begins anew all the same.
        _growsFrom = now + _pause;
        _wasUsedUp = false;
    }

    /// <summary>The first tokens of so many calls came after so long on average.</summary>
    public void FirstTokens(int count, TimeSpan mean)
    {
        if (count <= 0 || mean <= TimeSpan.Zero) return;
        _shortSum += mean * count;
        _shortCount += count;
    }

    /// <summary>So many calls run and wait now. Ends the round when it is over.</summary>
    public void Observe(int running, int waiting, TimeSpan now)
    {
        _wasUsedUp |= running >= UsedUp * Limit || (waiting > 0 && running >= Limit - 1);
        if (now - _roundSince < s_round) return;
        _roundSince = now;
        var slowness = Slowness();
        if (slowness > SlowAt && _wasUsedUp) SlowDown(slowness, now);
        else if (_wasUsedUp && slowness <= GrowBelow) Grow(now);
        _wasUsedUp = false;
    }

    private double Lower(int? named) => named is not null ? _limit - 1 : _borne < _limit ? _borne : Math.Min(_limit * Shrink, _limit - 1);

    private void Grow(TimeSpan now)
    {
        if (now < _growsFrom) return;

        // What was used up for a round without a refusal is borne.
        if (_step > 0 && _limit > _borne) _pause = s_shortestPause;
        _borne = Math.Max(_borne, _limit);
        _step = _isStarting ? Math.Max(1, _limit / 2) : Math.Max(1, Math.Min(_step * 2, _limit / 4));
        _limit = Math.Min(_limit + _step, options.Ceiling);
        Reason = _isStarting ? "fast start" : _step > 1 ? "grows while it is used up" : "probes for one more";
    }

    private void Decrease(double to, string reason, TimeSpan now)
    {
        // A probe that was refused makes the next one come later; a ceiling that fell under what was borne is news, and starts afresh.
        _pause = to >= _borne ? Min(_pause * 2, s_longestPause) : s_shortestPause;
        _limit = Math.Max(to, options.Least);
        _borne = Math.Min(_borne, _limit);
        _step = 0;
        _decreasedAt = now;
        Reason = reason;
    }

    private void SlowDown(double slowness, TimeSpan now)
    {
        if (now - _decreasedAt < s_round) return;
        var to = Math.Max(_limit * Math.Max(GentleShrink, SlowAt / slowness), Math.Max(_borne / 2, options.Least));
        if (to >= _limit) return;
        _limit = to;
        _step = 0;
        _isStarting = false;
        _decreasedAt = now;
        _growsFrom = now + s_shortestPause;
        Reason = $"first tokens take {slowness:F1} times as long as usual";
    }

    /// <summary>The round's mean first token by the long-term mean; 1 where the round had none.</summary>
    private double Slowness()
    {
        if (_shortCount == 0) return 1;
        var mean = (_shortSum / _shortCount).TotalSeconds;
        (_shortSum, _shortCount) = (TimeSpan.Zero, 0);
        if (_longTerm == 0) _longTerm = mean;
        var slowness = mean / _longTerm;

        // What is faster becomes usual sooner than what is slower.
        _longTerm += (mean - _longTerm) * (mean < _longTerm ? 10 * LongTermPace : LongTermPace);
        return slowness;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Writes down in true time what was let through, and finds whether any limit was exceeded, by counting all over again.</summary>
/// <remarks>
/// Slack is granted for one thing only: the authority's clock is another machine's after a takeover, and may differ by the skew of both and the drift of either.
/// A request is used when it is let through, tokens and money when they are settled, or when the lease lapses under which they were reserved.
/// Calls of a silo that may no longer spend what it held (it was paused, or nobody answered it, for a lease) are not counted as running: see docs/quota.md.
/// </remarks>
internal sealed class Auditor(Schedule schedule, World world)
{
    private const double Drift = 0.003;

    private readonly List<SimulatedCall> _calls = [];
    private readonly Dictionary<SimulatedSilo, HashSet<SimulatedCall>> _running = [];
    private readonly Dictionary<SimulatedCall, SimulatedSilo> _runsAt = [];

    private long _lastDecision;

    public int Admissions => _calls.Count;

    public int Refusals { get; private set; }

    public string? Violation { get; private set; }

    private static long Slack => 2 * World.Skew.Ticks + TimeSpan.TicksPerMillisecond;

    public void Admitted(SimulatedCall call, SimulatedSilo silo)
    {
        call.AdmittedAt = _lastDecision = schedule.Now;
        _calls.Add(call);
        (_running.TryGetValue(silo, out var calls) ? calls : _running[silo] = []).Add(call);
        _runsAt[call] = silo;
        if (silo.HasLapsed) Accuse("A call was let through after its silo's lease");
        var count = _running.Where(entry => !entry.Key.HasLapsed).Sum(entry => entry.Value.Count);
        foreach (var limit in world.Plan.Limits)
            if (limit.Terms.Unit is QuotaUnit.Concurrency && count > limit.Terms.Amount) Accuse($"{count} calls ran at once under {limit.Terms}");
    }

    public void Refused()
    {
        Refusals++;
        _lastDecision = schedule.Now;
    }

    public void Settled(SimulatedCall call)
    {
        call.SettledAt = schedule.Now;
        if (_runsAt.TryGetValue(call, out var silo) && _running.TryGetValue(silo, out var calls)) calls.Remove(call);
    }

    /// <summary>What ran there runs on, and the authority hears of it again as soon as it can.</summary>
    public void Lapsed(SimulatedSilo silo)
    {
        if (!_running.Remove(silo, out var calls)) return;
        foreach (var call in calls) call.HasLapsed = true;
    }

    public void Died(SimulatedSilo silo) => _running.Remove(silo);

    /// <summary>Counts all that happened, by the time of admission and by the time of settlement.</summary>
    public void Close()
    {
        foreach (var limit in world.Plan.Limits)
        {
            if (limit.Terms.Unit is QuotaUnit.Concurrency) continue;
            Check(limit.Terms, "admission", [.. _calls.Select(call => (call.AdmittedAt, Units(limit.Terms, call)))]);
            if (limit.Terms.Unit is not QuotaUnit.Requests) Check(limit.Terms, "settlement", [.. _calls.Where(call => call.IsCounted).OrderBy(call => call.SettledAt).Select(call => (call.SettledAt!.Value, Units(limit.Terms, call)))]);
        }

        // Faults have ended and the longest pause too: somebody has to decide again.
        if (_lastDecision < (World.Faults + TimeSpan.FromSeconds(31)).Ticks) Accuse($"Nothing was decided after {new TimeSpan(_lastDecision)}");
    }

    /// <summary>What a call used of a limit, debt apart: that is paid later.</summary>
    private static long Units(LimitTerms terms, SimulatedCall call) =>
        terms.Unit is QuotaUnit.Requests ? 1 : Math.Min(call.SettledAt is null ? 0 : call.Used, Math.Min(call.Tokens, terms.Burst));

    private void Check(LimitTerms terms, string by, List<(long At, long Units)> log)
    {
        switch (terms.Algorithm)
        {
            case QuotaAlgorithm.TokenBucket:
                CheckBucket(terms, by, log);
                break;
            case QuotaAlgorithm.SlidingWindow:
                CheckSliding(terms, by, log, (long)(terms.Period * (1 - Drift)) - 2 * Slack);
                break;
            default:
                CheckWindows(terms, by, log);
                break;
        }
    }

    /// <summary>A level that falls with the rate and rises with each unit exceeds the burst if and only if some interval holds too much.</summary>
    private void CheckBucket(LimitTerms terms, string by, List<(long At, long Units)> log)
    {
        var rate = (double)terms.Amount / terms.Period * (1 + Drift);
        double level = 0;
        var last = 0L;
        foreach (var (at, units) in log)
        {
            level = Math.Max(0, level - (at - last) * rate) + units;
            last = at;
            if (level > terms.Burst + 2 * Slack * rate + 0.001) Accuse($"The level was {level:F2} by {by} under {terms}");
        }
    }

    private void CheckSliding(LimitTerms terms, string by, List<(long At, long Units)> log, long window)
    {
        long sum = 0;
        var first = 0;
        foreach (var (at, units) in log)
        {
            sum += units;
            while (log[first].At <= at - window) sum -= log[first++].Units;
            if (sum > terms.Amount) Accuse($"{sum} within a period by {by} under {terms}");
        }
    }

    private void CheckWindows(LimitTerms terms, string by, List<(long At, long Units)> log)
    {
        foreach (var window in log.GroupBy(entry => (entry.At + World.Epoch) / TimeSpan.TicksPerMinute))
        {
            var (start, end) = (window.Key * TimeSpan.TicksPerMinute + 2 * Slack, (window.Key + 1) * TimeSpan.TicksPerMinute - 2 * Slack);
            var sum = window.Where(entry => entry.At + World.Epoch > start && entry.At + World.Epoch < end).Sum(entry => entry.Units);
            if (sum > terms.Amount) Accuse($"{sum} within a window by {by} under {terms}");
        }
    }

    private void Accuse(string violation) => Violation ??= $"{violation} (at {new TimeSpan(schedule.Now)})";
}

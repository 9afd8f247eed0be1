using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.Telemetry;

/// <summary>What the rooms report, as verbs. Call sites never see a tag.</summary>
internal sealed class OrchestratorMeter
{
    public const string MeterName = "Orchestrator";
    public const string Failures = "orchestrator.upstream.failures";
    public const string BreakerChanges = "orchestrator.breaker.changes";
    public const string RetryBudget = "orchestrator.retry.budget";

    private readonly UpDownCounter<long> _running;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _breakerChanges;
    private readonly Gauge<double> _retryBudget;
    private readonly Counter<long> _heals;
    private readonly Counter<long> _keysSetAside;
    private readonly Histogram<double> _waits;
    private readonly Counter<long> _turnedAway;
    private readonly Gauge<int> _waiting;
    private readonly Gauge<int> _calling;
    private readonly Gauge<int> _limit;
    private readonly Gauge<int> _share;

    public OrchestratorMeter(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _running = meter.CreateUpDownCounter<long>("orchestrator.requests.running", "{request}", "Requests in the hall now");
        _duration = meter.CreateHistogram<double>("orchestrator.requests.duration", "s", "From the hall's door and back",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
        _tokens = meter.CreateCounter<long>("orchestrator.tokens", "{token}", "Tokens settled");
        _refusals = meter.CreateCounter<long>("orchestrator.quota.refusals", "{request}", "Requests that a limit refused");
        _attempts = meter.CreateCounter<long>("orchestrator.upstream.attempts", "{call}", "Calls sent to upstreams, repetitions included");
        _failures = meter.CreateCounter<long>(Failures, "{call}", "Calls to upstreams that failed, repetitions included");
        _breakerChanges = meter.CreateCounter<long>(BreakerChanges, "{change}", "Changes of a target's breaker, by the state it came to and why");
        _retryBudget = meter.CreateGauge<double>(RetryBudget, "{call}", "Repetitions that an upstream's calls may still have on this silo");
        _heals = meter.CreateCounter<long>("orchestrator.upstream.heals", "{continuation}", "Continuations of streams that broke after content was sent");
        _keysSetAside = meter.CreateCounter<long>("orchestrator.upstream.keys_set_aside", "{key}", "Provider keys that were refused and set aside for a while");
        _waits = meter.CreateHistogram<double>("orchestrator.upstream.wait", "s", "Waited for a place at an upstream",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.04, 0.16, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48] });
        _turnedAway = meter.CreateCounter<long>("orchestrator.upstream.refusals", "{call}", "Calls that found no place in time");
        _waiting = meter.CreateGauge<int>("orchestrator.upstream.waiting", "{call}", "Calls that wait in this silo for a place");
        _calling = meter.CreateGauge<int>("orchestrator.upstream.running", "{call}", "Calls of this silo that have a place");
        _limit = meter.CreateGauge<int>("orchestrator.upstream.limit", "{call}", "Calls that all silos together may run at once");
        _share = meter.CreateGauge<int>("orchestrator.upstream.share", "{call}", "Calls that this silo may run at once");
    }

    public void RequestEntered() => _running.Add(1);

    public void RequestLeft(TenantId tenant, string outcome, TimeSpan elapsed)
    {
        _running.Add(-1);
        _duration.Record(elapsed.TotalSeconds, new TagList { { Tags.Tenant, tenant.Value }, { Tags.Outcome, outcome } });
    }

    public void TokensSettled(TenantId tenant, TokenUsage usage)
    {
        _tokens.Add(usage.Prompt, new TagList { { Tags.Tenant, tenant.Value }, { Tags.TokenType, "input" } });
        _tokens.Add(usage.Completion, new TagList { { Tags.Tenant, tenant.Value }, { Tags.TokenType, "output" } });
    }

    public void RequestRefused(TenantId tenant, string limit) =>
        _refusals.Add(1, new TagList { { Tags.Tenant, tenant.Value }, { Tags.Limit, limit } });

    public void TargetAttempted(string target) => _attempts.Add(1, new KeyValuePair<string, object?>(Tags.Target, target));

    public void TargetFailed(string target, UpstreamFailureKind kind) =>
        _failures.Add(1, new TagList { { Tags.Target, target }, { Tags.ErrorType, kind.ToString() } });

    public void BreakerChanged(string target, string state, string reason) =>
        _breakerChanges.Add(1, new TagList { { Tags.Target, target }, { Tags.State, state }, { Tags.Reason, reason } });

    public void RetryBudgetLeft(string upstream, double repetitions) => _retryBudget.Record(repetitions, new KeyValuePair<string, object?>(Tags.Upstream, upstream));

    public void UpstreamHealed(string upstream) => _heals.Add(1, new KeyValuePair<string, object?>(Tags.Upstream, upstream));

    public void UpstreamKeySetAside(string upstream) => _keysSetAside.Add(1, new KeyValuePair<string, object?>(Tags.Upstream, upstream));

    public void PlaceFound(string upstream, TimeSpan waited) => _waits.Record(waited.TotalSeconds, new KeyValuePair<string, object?>(Tags.Upstream, upstream));

    public void PlaceRefused(string upstream, string reason) => _turnedAway.Add(1, new TagList { { Tags.Upstream, upstream }, { Tags.Limit, reason } });

    public void PlacesCounted(string upstream, int waiting, int running, int limit, int share)
    {
        var tag = new KeyValuePair<string, object?>(Tags.Upstream, upstream);
        _waiting.Record(waiting, tag);
        _calling.Record(running, tag);
        _limit.Record(limit, tag);
        _share.Record(share, tag);
    }
}

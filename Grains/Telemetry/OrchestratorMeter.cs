using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.Telemetry;

/// <summary>What the rooms report, as verbs. Call sites never see a tag.</summary>
internal sealed class OrchestratorMeter
{
    public const string MeterName = "Orchestrator";

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

    public OrchestratorMeter(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _running = meter.CreateUpDownCounter<long>("orchestrator.requests.running", "{request}", "Requests in the hall now");
        _duration = meter.CreateHistogram<double>("orchestrator.requests.duration", "s", "From the hall's door and back",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
        _tokens = meter.CreateCounter<long>("orchestrator.tokens", "{token}", "Tokens settled");
        _refusals = meter.CreateCounter<long>("orchestrator.quota.refusals", "{request}", "Requests that a limit refused");
        _attempts = meter.CreateCounter<long>("orchestrator.upstream.attempts", "{call}", "Calls sent to upstreams, repetitions included");
        _failures = meter.CreateCounter<long>("orchestrator.upstream.failures", "{call}", "Calls to upstreams that failed, repetitions included");
        _breakerChanges = meter.CreateCounter<long>("orchestrator.breaker.changes", "{change}", "Changes of a target's breaker, by the state it came to");
        _retryBudget = meter.CreateGauge<double>("orchestrator.retry.budget", "{call}", "Repetitions that an upstream's calls may still have on this silo");
        _heals = meter.CreateCounter<long>("orchestrator.upstream.heals", "{continuation}", "Continuations of streams that broke after content was sent");
        _keysSetAside = meter.CreateCounter<long>("orchestrator.upstream.keys_set_aside", "{key}", "Provider keys that were refused and set aside for a while");
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

    public void BreakerChanged(string target, string state) =>
        _breakerChanges.Add(1, new TagList { { Tags.Target, target }, { Tags.State, state } });

    public void RetryBudgetLeft(string upstream, double repetitions) => _retryBudget.Record(repetitions, new KeyValuePair<string, object?>(Tags.Upstream, upstream));

    public void UpstreamHealed(string upstream) => _heals.Add(1, new KeyValuePair<string, object?>(Tags.Upstream, upstream));

    public void UpstreamKeySetAside(string upstream) => _keysSetAside.Add(1, new KeyValuePair<string, object?>(Tags.Upstream, upstream));
}

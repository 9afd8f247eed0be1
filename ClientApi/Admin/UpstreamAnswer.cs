using System.Globalization;
using Orchestrator.Dispatch;
using Orchestrator.Upstreams;

namespace Orchestrator.Admin;

/// <summary>How things stand at one upstream: the calls that all silos together may run at once, and why; those that run and wait.</summary>
internal sealed record UpstreamAnswer(
    string Id,
    int Limit,
    string Reason,
    long Running,
    long Waiting,
    IReadOnlyList<SiloShareAnswer> Silos,
    IReadOnlyList<TenantLoadAnswer> Tenants,
    IReadOnlyList<TargetAnswer> Targets)
{
    public static UpstreamAnswer Example { get; } = new("deepseek", 64, "no refusals for a minute: may grow", 12, 0,
        [new SiloShareAnswer("S10.0.0.1:11111:1", 64, 12, 0)],
        [new TenantLoadAnswer("acme", 1, 12, 0)],
        [new TargetAnswer("deepseek-flash", "deepseek-flash", IsFallback: false, 1, null, Drained: false, [new BreakerAnswer("S10.0.0.1:11111:1", BreakerState.Open, 12_000)])]);

    public static UpstreamAnswer Of(string id, UpstreamDescription upstream, IEnumerable<ConfiguredTarget> targets) => new(
        id, upstream.Limit, upstream.Reason,
        upstream.Silos.Sum(silo => (long)silo.Running), upstream.Silos.Sum(silo => (long)silo.Waiting),
        [.. upstream.Silos.Select(silo => new SiloShareAnswer(silo.Silo, silo.Share, silo.Running, silo.Waiting))],
        [.. upstream.Tenants.Select(tenant => new TenantLoadAnswer(tenant.Tenant.Length == 0 ? null : tenant.Tenant, tenant.Weight, tenant.Running, tenant.Waiting))],
        [.. targets.Select(target => TargetAnswer.Of(target, upstream))]);

    /// <summary>Names the orders that stand; how busy it is changes with every call.</summary>
    public string Etag() => Admin.Etag.Of(string.Join('\n', Targets.Select(target => string.Create(CultureInfo.InvariantCulture, $"{target.Id} {target.Drained} {target.OrderedWeight}"))));
}

/// <summary>One silo's part of an upstream.</summary>
internal sealed record SiloShareAnswer(string Silo, int Share, int Running, int Waiting);

/// <summary>What one tenant has at an upstream; null for all others together.</summary>
internal sealed record TenantLoadAnswer(string? Tenant, double Weight, int Running, int Waiting);

/// <summary>One place where a model is served: what the upstream calls it, its weights, whether it takes new calls, and its breakers that are not closed.</summary>
internal sealed record TargetAnswer(string Id, string Model, bool IsFallback, double? ConfiguredWeight, double? OrderedWeight, bool Drained, IReadOnlyList<BreakerAnswer> Breakers)
{
    public static TargetAnswer Of(ConfiguredTarget target, UpstreamDescription upstream)
    {
        var order = upstream.Orders.FirstOrDefault(order => order.Target == target.Id);
        var news = upstream.News.Where(news => news.Target == target.Id && news.State is not BreakerState.Closed);
        double? configured = !target.IsFallback && double.TryParse(target.Weight, CultureInfo.InvariantCulture, out var weight) ? weight : null;
        return new TargetAnswer(target.Id[(target.Upstream.Length + 1)..], target.Model, target.IsFallback, configured, order.Weight, order.Drained,
            [.. news.Select(one => new BreakerAnswer(one.Silo, one.State, one.Left.TotalMilliseconds))]);
    }
}

/// <summary>A target's breaker as one silo sees it, and for how long it is still to stay open.</summary>
internal sealed record BreakerAnswer(string Silo, BreakerState State, double LeftMs);

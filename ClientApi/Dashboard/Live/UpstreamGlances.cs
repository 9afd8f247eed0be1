using Orchestrator.Dispatch;
using Orchestrator.Upstreams;

namespace Orchestrator.Dashboard;

/// <summary>What upstreams are like just now, for the pages that show it.</summary>
internal static class UpstreamGlances
{
    /// <summary>All upstreams that are configured here. One does not wait for another.</summary>
    public static Task<(string Name, UpstreamDescription Upstream)[]> Upstreams(this Glances glances, IGrainFactory grains, TargetsInConfiguration targets) =>
        Task.WhenAll(targets.Upstreams.Select(async name => (name, await glances.At(("upstream", name), () => grains.GetGrain<IUpstreamGrain>(name).Describe()))));

    /// <summary>How many of its targets some silo does not call freely.</summary>
    public static int Broken(this UpstreamDescription upstream) => upstream.News.Where(news => news.State is not BreakerState.Closed).Select(news => news.Target).Distinct().Count();
}

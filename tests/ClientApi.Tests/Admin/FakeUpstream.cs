using Orchestrator.Dispatch;
using Orchestrator.Upstreams;

namespace Orchestrator.Admin;

/// <summary>Stands in for one upstream: keeps the orders that it is given.</summary>
internal sealed class FakeUpstream : IUpstreamGrain
{
    public Dictionary<string, TargetOrders> Orders { get; } = [];

    public Task<Dispatch.UpstreamAnswer> Exchange(UpstreamStatement statement) => throw new InvalidOperationException("No silo speaks here.");

    public Task Drain(string target, bool drained)
    {
        Orders[target] = Orders.GetValueOrDefault(target, new TargetOrders(target, false, null)) with { Drained = drained };
        return Task.CompletedTask;
    }

    public Task SetWeight(string target, double? weight)
    {
        Orders[target] = Orders.GetValueOrDefault(target, new TargetOrders(target, false, null)) with { Weight = weight };
        return Task.CompletedTask;
    }

    public Task<UpstreamDescription> Describe() => Task.FromResult(new UpstreamDescription
    {
        Limit = 8,
        Reason = "it began there",
        Silos = [new SiloShare("S1", 5, 3, 1), new SiloShare("S2", 3, 1, 0)],
        Tenants = [new TenantLoad("acme", 1, 4, 1), new TenantLoad("", 1, 0, 0)],
        News = [new TargetNews("simulator/small", "S1", 1, BreakerState.HalfOpen, TimeSpan.Zero), new TargetNews("simulator/small", "S2", 1, BreakerState.Closed, TimeSpan.Zero)],
        Orders = [.. Orders.Values],
    });
}

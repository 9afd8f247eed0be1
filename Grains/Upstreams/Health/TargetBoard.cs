using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>Passes between the targets of this silo and what goes round among the silos.</summary>
internal sealed class TargetBoard(UpstreamDirectory directory, string silo) : ITargetBoard
{
    public ImmutableArray<TargetNews> Tell(string upstream)
    {
        var news = ImmutableArray.CreateBuilder<TargetNews>();
        foreach (var target in directory.TargetsOf(upstream))
        {
            if (target.Tell(silo) is { } item) news.Add(item);
        }

        return news.ToImmutable();
    }

    public void Hear(string upstream, ImmutableArray<TargetNews> news, ImmutableArray<TargetOrders> orders)
    {
        foreach (var target in directory.TargetsOf(upstream))
        {
            // What is no longer among the orders is no longer ordered.
            target.Orders = orders.FirstOrDefault(order => order.Target == target.Id);
            foreach (var item in news)
            {
                if (item.Target == target.Id && item.Silo != silo) target.Hear(item);
            }
        }
    }
}

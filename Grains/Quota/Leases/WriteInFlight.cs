using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>A write that has begun: when, and whose leases it declares lost. They are lost when it succeeds, unless their holder has spoken meanwhile.</summary>
internal sealed record WriteInFlight(long BegunAt, ImmutableArray<(Holder Holder, long Number)> Silent, bool Forsakes)
{
    /// <summary>The units of a count that are lost as things stand.</summary>
    public long Lost(LimitCount count)
    {
        var lost = Forsakes ? count.Unaccounted : 0;
        foreach (var (holder, number) in Silent)
            if (holder.Number == number) lost += holder.Leases.GetValueOrDefault(count.Key).Held;
        return lost;
    }
}

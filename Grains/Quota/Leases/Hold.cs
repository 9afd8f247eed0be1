using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>What one request has of the limits that bind it, and what it still lacks.</summary>
/// <param name="Generation">The purse's generation: after a lapse nothing that was held before comes back.</param>
internal sealed class Hold(Demand demand, ImmutableArray<HeldUnits> units, int generation)
{
    public Demand Demand { get; } = demand;

    public ImmutableArray<HeldUnits> Units { get; } = units;

    public int Generation { get; } = generation;

    public bool IsSettled { get; set; }

    public bool IsComplete
    {
        get
        {
            foreach (var held in Units)
                if (held.Missing > 0) return false;
            return true;
        }
    }
}

/// <summary>A request's part of one account: what it is to have, and what of that is missing.</summary>
internal sealed class HeldUnits(PurseAccount account, long units, long missing)
{
    public PurseAccount Account { get; } = account;

    public long Units { get; } = units;

    public long Missing { get; set; } = missing;
}

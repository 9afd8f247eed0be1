namespace Orchestrator.Quota;

/// <summary>A holder of leases as the authority last heard of it.</summary>
internal sealed class Holder(Guid id)
{
    public Guid Id { get; } = id;

    /// <summary>The holder's silo, for those who look.</summary>
    public string Silo { get; set; } = "";

    /// <summary>The last statement that was accepted.</summary>
    public long Number { get; set; }

    public long HeardAt { get; set; }

    public Dictionary<LimitKey, Lease> Leases { get; } = [];

    public bool HoldsAnything => Leases.Values.Any(lease => lease.Held > 0);
}

/// <summary>What a holder has of one limit, and what it has said of it in all since it first spoke to this authority.</summary>
internal readonly record struct Lease(long Held, long Spent, long Owed);

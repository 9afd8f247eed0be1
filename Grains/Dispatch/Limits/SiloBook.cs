namespace Orchestrator.Dispatch;

/// <summary>What the upstream's grain knows of one silo.</summary>
internal sealed class SiloBook
{
    /// <summary>What it said last.</summary>
    public required UpstreamStatement Said { get; set; }

    public required TimeSpan At { get; set; }

    /// <summary>Number of the last answer to it.</summary>
    public long Number { get; set; }

    /// <summary>The share of the last answer.</summary>
    public int Share { get; set; }

    /// <summary>The largest share that it may still act on: one that was lowered counts until the silo says that it heard so.</summary>
    public int MayHold { get; set; }

    /// <summary>Places that nobody else can have: what it runs, or may begin to run.</summary>
    public int Held => Math.Max(Said.Running, MayHold);

    public int Waiting => Said.Tenants.Sum(tenant => tenant.Waiting);
}

namespace Orchestrator.Quota;

/// <summary>Which limits exist and whom they bind. Bound to the root: sections <c>Plans</c>, <c>Tenants</c> and <c>Quota</c>. Edits to plans and tenants apply live.</summary>
public sealed class QuotaOptions
{
    /// <summary>Plans by name. Default: none.</summary>
    public Dictionary<string, QuotaPlanOptions> Plans { get; set; } = [];

    /// <summary>What binds each tenant. Default: none, and an unknown tenant gets nothing.</summary>
    public Dictionary<string, QuotaTenantOptions> Tenants { get; set; } = [];

    /// <summary>Leases and memories, the same for all tenants. Edits apply after a restart.</summary>
    public QuotaTerms Quota { get; set; } = new();
}

/// <summary>A plan: limits that all have to cover a request.</summary>
public sealed class QuotaPlanOptions
{
    /// <summary>The limits, 16 at most. Default: none, which means unlimited.</summary>
    public List<QuotaLimitOptions> Limits { get; set; } = [];
}

/// <summary>One limit of a plan.</summary>
public sealed class QuotaLimitOptions
{
    /// <summary>The name clients see and under which what is used is kept: 1 to 64 of a-z, 0-9 and hyphen, unique in the plan.</summary>
    public string Name { get; set; } = "";

    /// <summary>What is counted: requests, tokens, or requests that run at once. Default: requests.</summary>
    public QuotaUnit Unit { get; set; }

    /// <summary>How many a period, or how many at once: 1 to 1 000 000 000 000.</summary>
    public long Amount { get; set; }

    /// <summary>In which time the amount comes back: 1 second to 31 days. Not for concurrency.</summary>
    public TimeSpan? Period { get; set; }

    /// <summary>How many may be used at one moment, in units: 1 to 1 000 times the amount. Default: the amount. Not for concurrency.</summary>
    public long? Burst { get; set; }
}

/// <summary>What the quota room knows of a tenant.</summary>
public sealed class QuotaTenantOptions
{
    /// <summary>The name of the tenant's plan. Default: none, which is an error.</summary>
    public string Plan { get; set; } = "";
}

namespace Orchestrator.Quota;

/// <summary>Which limits exist, whom they bind, and what models cost. Read from the root: sections <c>Plans</c>, <c>Tenants</c>, <c>Models</c> and <c>Quota</c>. Edits to the first three apply live.</summary>
public sealed class QuotaOptions
{
    /// <summary>Plans by name. Default: none.</summary>
    public Dictionary<string, QuotaPlanOptions> Plans { get; set; } = [];

    /// <summary>What binds each tenant. Default: none, and an unknown tenant gets nothing.</summary>
    public Dictionary<string, QuotaTenantOptions> Tenants { get; set; } = [];

    /// <summary>What is to be known of each model, by the name that clients ask with. Default: none.</summary>
    public Dictionary<string, QuotaModelOptions> Models { get; set; } = [];

    /// <summary>Leases and assumptions, the same for all tenants. Edits apply after a restart.</summary>
    public QuotaTerms Quota { get; set; } = new();
}

/// <summary>A plan: limits that all have to cover a request.</summary>
public sealed class QuotaPlanOptions
{
    /// <summary>The limits, 16 at most. Default: none, which means unlimited.</summary>
    public List<QuotaLimitOptions> Limits { get; set; } = [];

    /// <summary>What is reserved of token limits before a call: what it will probably use, or the most that it can. Default: Estimated.</summary>
    public QuotaMode Mode { get; set; }

    /// <summary>The most completion tokens of a request that sets no maximum: 1 to 10 000 000. Default: the model's.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>The share of each of its tenants among tenants that wait for the same upstream: 0.01 to 100. Default: 1.</summary>
    public double Weight { get; set; } = 1;
}

/// <summary>One limit of a plan.</summary>
public sealed class QuotaLimitOptions
{
    /// <summary>The name clients see and under which what is used is kept: 1 to 64 of a-z, 0-9 and hyphen, unique in the plan.</summary>
    public string Name { get; set; } = "";

    /// <summary>What is counted: requests, tokens, requests that run at once, or what they cost. Default: requests.</summary>
    public QuotaUnit Unit { get; set; }

    /// <summary>How the limit forgets what was used. Not for concurrency. Default: TokenBucket.</summary>
    public QuotaAlgorithm? Algorithm { get; set; }

    /// <summary>How many a period, or how many at once: a whole number from 1 to 1 000 000 000 000. Cost: 0.000000001 to 100 000 000 units of the currency in which prices are, with at most 9 decimals.</summary>
    public decimal Amount { get; set; }

    /// <summary>In which time the amount comes back: 1 second to 31 days, for SlidingWindow 10 seconds at least. Not for concurrency and FixedWindow.</summary>
    public TimeSpan? Period { get; set; }

    /// <summary>
    /// TokenBucket: how much may be used at one moment, up to 1 000 times the amount. Default: the amount. LeakyBucket: how much may wait for
    /// its turn, at most what flows in 60 seconds. Default: what flows in 5 seconds, at least 1. Of the amount's kind. Not for others.
    /// </summary>
    public decimal? Burst { get; set; }

    /// <summary>FixedWindow: whether a window is a minute, an hour, a day or a month of the calendar. Required there, and not for others.</summary>
    public CalendarUnit? Every { get; set; }

    /// <summary>FixedWindow: the IANA name of the zone whose calendar it follows. Default: UTC. Not for others.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Whose use is counted together: all of the tenant's, or each key's or model's by itself. Default: Tenant.</summary>
    public QuotaScope Scope { get; set; }

    /// <summary>The ids of keys or the names of models that the limit binds, 256 at most. Default: all. Not for Tenant.</summary>
    public List<string> Only { get; set; } = [];
}

/// <summary>What the quota room knows of a tenant.</summary>
public sealed class QuotaTenantOptions
{
    /// <summary>The name of the tenant's plan. Default: none, which is an error.</summary>
    public string Plan { get; set; } = "";
}

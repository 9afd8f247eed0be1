namespace Orchestrator.Upstreams;

/// <summary>One call: what is asked, under which of the provider's model names, and whether the assistant's message is wanted back.</summary>
/// <param name="MaxTokens">The most tokens that may come back, where the prompt does not say it.</param>
internal readonly record struct UpstreamCall(Prompt Prompt, string Model, bool KeepMessage, int? MaxTokens = null)
{
    /// <summary>The beginning of the answer, which is to be continued; null where it starts anew.</summary>
    public Message? Prefix { get; init; }

    /// <summary>On whose account it is made.</summary>
    public TenantId Tenant { get; init; }

    /// <summary>The tenant's share among tenants that wait for the same upstream.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Within the tenant, higher goes first.</summary>
    public int Priority { get; init; }

    /// <summary>What it is estimated to use: prompt and answer.</summary>
    public long Tokens { get; init; }

    /// <summary>When the client stops waiting; null where it did not say.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

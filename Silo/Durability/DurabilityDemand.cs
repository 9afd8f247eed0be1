using Orchestrator.Quota;

namespace Orchestrator.Durability;

/// <summary>Decides whether this silo may run on a store that may lose what it acknowledged.</summary>
internal sealed class DurabilityDemand(DurabilityPolicy policy, IConfiguration configuration)
{
    /// <summary>Asked anew each time, because plans can be edited while the silo runs.</summary>
    public bool IsMetBy(StoreDurability durability) => durability.Verdict == StoreVerdict.Kept || WhoDemands() is null;

    /// <summary>What to say to an operator whose silo does not start, line by line: what was found, and what to set instead.</summary>
    public IEnumerable<string> Refusal(StoreDurability durability) =>
    [
        .. durability.Findings.Select(finding => $"Orchestrator:Redis: {finding}"),
        $"Orchestrator:StoreDurability: {WhoDemands()} expects a store that keeps all that it acknowledges, and this one {durability.InWords}. "
            + "Change the store as said, or set Orchestrator:StoreDurability to Accept to start all the same; a crash of the store may then grant again what was used.",
    ];

    // Estimated plans carry debt and are approximate anyhow; a Strict plan is a promise that only a durable store can keep.
    private string? WhoDemands() => policy switch
    {
        DurabilityPolicy.Accept => null,
        DurabilityPolicy.Require => "the value Require",
        _ => FirstStrictPlan() is { } plan ? $"Plans:{plan}:Mode 'Strict'" : null,
    };

    private string? FirstStrictPlan() => configuration.GetSection("Plans").GetChildren()
        .FirstOrDefault(plan => Enum.TryParse<QuotaMode>(plan["Mode"], ignoreCase: true, out var mode) && mode == QuotaMode.Strict)?.Key;
}

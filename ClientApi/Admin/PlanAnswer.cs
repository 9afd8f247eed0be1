using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>A plan. <c>configured</c> where configuration has it: then it is changed there. Words and times are as configuration writes them.</summary>
internal sealed record PlanAnswer(string Name, bool Configured, long Version, string Mode, int? MaxTokens, double Weight, IReadOnlyList<PlanLimitView> Limits)
{
    public static PlanAnswer Example { get; } = new("team", Configured: false, 9, "Estimated", null, 2, [new PlanLimitView("requests", "Requests", "TokenBucket", 600, "00:01:00", 60, null, null, null, [])]);

    public static PlanAnswer Of(PlanView plan) => new(plan.Name, plan.IsConfigured, plan.Version, plan.Mode, plan.MaxTokens, plan.Weight, plan.Limits);
}

/// <summary>What a plan is to be.</summary>
internal sealed record PlanBodyExample(string Mode, double Weight, IReadOnlyList<LimitBodyExample> Limits)
{
    public static PlanBodyExample Example { get; } = new("Estimated", 2, [new LimitBodyExample("requests", "Requests", "TokenBucket", 600, "00:01:00", 60)]);
}

/// <summary>What a limit is to be.</summary>
internal sealed record LimitBodyExample(string Name, string Unit, string Algorithm, decimal Amount, string Period, decimal Burst);

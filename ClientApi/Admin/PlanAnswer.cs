using System.Globalization;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>A plan. <c>configured</c> where configuration has it: then it is changed there. Words and times are as configuration writes them.</summary>
internal sealed record PlanAnswer(string Name, bool Configured, long Version, string Mode, int? MaxTokens, double Weight, IReadOnlyList<PlanLimitAnswer> Limits)
{
    public static PlanAnswer Example { get; } = new("team", Configured: false, 9, "Estimated", null, 2, [PlanLimitAnswer.Example]);

    /// <param name="plan">The plan's section of configuration, where those of the register are too.</param>
    public static PlanAnswer Of(IConfigurationSection plan, PlanRecord? record) => new(
        plan.Key, record is null, record?.Version ?? 0, plan["Mode"] ?? "Estimated",
        int.TryParse(plan["MaxTokens"], CultureInfo.InvariantCulture, out var most) ? most : null,
        double.TryParse(plan["Weight"], CultureInfo.InvariantCulture, out var weight) ? weight : 1,
        [.. plan.GetSection("Limits").GetChildren().Select(PlanLimitAnswer.Of)]);
}

/// <summary>One limit of a plan; null where it does not say.</summary>
internal sealed record PlanLimitAnswer(
    string Name, string Unit, string? Algorithm, decimal Amount, string? Period, decimal? Burst, string? Every, string? TimeZone, string? Scope, IReadOnlyList<string> Only)
{
    public static PlanLimitAnswer Example { get; } = new("requests", "Requests", "TokenBucket", 600, "00:01:00", 60, null, null, null, []);

    public static PlanLimitAnswer Of(IConfigurationSection limit) => new(
        limit["Name"] ?? "", limit["Unit"] ?? "Requests", limit["Algorithm"], Number(limit["Amount"]) ?? 0, limit["Period"], Number(limit["Burst"]), limit["Every"], limit["TimeZone"], limit["Scope"],
        [.. limit.GetSection("Only").GetChildren().Select(name => name.Value ?? "")]);

    private static decimal? Number(string? text) => decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What a plan is to be.</summary>
internal sealed record PlanBodyExample(string Mode, double Weight, IReadOnlyList<LimitBodyExample> Limits)
{
    public static PlanBodyExample Example { get; } = new("Estimated", 2, [new LimitBodyExample("requests", "Requests", "TokenBucket", 600, "00:01:00", 60)]);
}

/// <summary>What a limit is to be.</summary>
internal sealed record LimitBodyExample(string Name, string Unit, string Algorithm, decimal Amount, string Period, decimal Burst);

using System.Globalization;

namespace Orchestrator.Tenants;

/// <summary>A plan as an operator sees it, wherever it comes from, in the words of configuration.</summary>
/// <param name="Version">Number of the entry that changed it last; 0 for a configured one.</param>
internal sealed record PlanView(string Name, bool IsConfigured, long Version, string Mode, int? MaxTokens, double Weight, IReadOnlyList<PlanLimitView> Limits)
{
    /// <param name="plan">Its section of configuration, where those of the register are too.</param>
    public static PlanView Of(IConfigurationSection plan, PlanRecord? record) => new(
        plan.Key, record is null, record?.Version ?? 0, plan["Mode"] ?? "Estimated",
        int.TryParse(plan["MaxTokens"], CultureInfo.InvariantCulture, out var most) ? most : null,
        double.TryParse(plan["Weight"], CultureInfo.InvariantCulture, out var weight) ? weight : 1,
        [.. plan.GetSection("Limits").GetChildren().Select(PlanLimitView.Of)]);
}

/// <summary>One limit of a plan; null where it does not say.</summary>
internal sealed record PlanLimitView(
    string Name, string Unit, string? Algorithm, decimal Amount, string? Period, decimal? Burst, string? Every, string? TimeZone, string? Scope, IReadOnlyList<string> Only)
{
    public static PlanLimitView Of(IConfigurationSection limit) => new(
        limit["Name"] ?? "", limit["Unit"] ?? "Requests", limit["Algorithm"], Number(limit["Amount"]) ?? 0, limit["Period"], Number(limit["Burst"]), limit["Every"], limit["TimeZone"], limit["Scope"],
        [.. limit.GetSection("Only").GetChildren().Select(name => name.Value ?? "")]);

    private static decimal? Number(string? text) => decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}

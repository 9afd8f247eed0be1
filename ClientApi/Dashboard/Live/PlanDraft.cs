using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Tenants;

namespace Orchestrator.Dashboard;

/// <summary>A plan that is being written on a page. Whether it can be kept is for the register to say.</summary>
internal sealed class PlanDraft
{
    public const int MostLimits = 16;

    public string Name { get; set; } = "";

    public double Weight { get; set; } = 1;

    public string Mode { get; set; } = "Estimated";

    public int? MaxTokens { get; set; }

    public List<LimitDraft> Limits { get; } = [];

    /// <summary>The number of the entry that it is written after; 0 for a new plan.</summary>
    public long Version { get; private init; }

    public static PlanDraft Of(PlanView plan)
    {
        var draft = new PlanDraft { Name = plan.Name, Weight = plan.Weight, Mode = plan.Mode, MaxTokens = plan.MaxTokens, Version = plan.Version };
        draft.Limits.AddRange(plan.Limits.Select(LimitDraft.Of));
        return draft;
    }

    /// <summary>As it would stand in configuration.</summary>
    public ImmutableSortedDictionary<string, string> Settings()
    {
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        settings["Mode"] = Mode;
        settings["Weight"] = Weight.ToString(CultureInfo.InvariantCulture);
        if (MaxTokens is { } most) settings["MaxTokens"] = most.ToString(CultureInfo.InvariantCulture);
        foreach (var (limit, number) in Limits.Select((limit, number) => (limit, number)))
            foreach (var (name, value) in limit.Settings()) settings[$"Limits:{number}:{name}"] = value;
        return settings.ToImmutable();
    }
}

/// <summary>A limit that is being written. What is empty is left out.</summary>
internal sealed class LimitDraft
{
    public string Name { get; set; } = "";

    public string Unit { get; set; } = "Requests";

    public string Algorithm { get; set; } = "";

    public decimal Amount { get; set; } = 100;

    public string Period { get; set; } = "00:01:00";

    public decimal? Burst { get; set; }

    public string Every { get; set; } = "";

    public string TimeZone { get; set; } = "";

    public string Scope { get; set; } = "";

    /// <summary>Keys or models, with commas between.</summary>
    public string Only { get; set; } = "";

    public static LimitDraft Of(PlanLimitView limit) => new()
    {
        Name = limit.Name,
        Unit = limit.Unit,
        Algorithm = limit.Algorithm ?? "",
        Amount = limit.Amount,
        Period = limit.Period ?? "",
        Burst = limit.Burst,
        Every = limit.Every ?? "",
        TimeZone = limit.TimeZone ?? "",
        Scope = limit.Scope ?? "",
        Only = string.Join(", ", limit.Only),
    };

    public IEnumerable<(string Name, string Value)> Settings()
    {
        (string Name, string? Value)[] all =
        [
            ("Name", Name.Trim()), ("Unit", Unit), ("Algorithm", Algorithm), ("Amount", Amount.ToString(CultureInfo.InvariantCulture)), ("Period", Period.Trim()),
            ("Burst", Burst?.ToString(CultureInfo.InvariantCulture)), ("Every", Every), ("TimeZone", TimeZone.Trim()), ("Scope", Scope),
        ];
        var only = Only.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select((name, number) => ($"Only:{number}", name));
        return [.. all.Where(setting => !string.IsNullOrEmpty(setting.Value)).Select(setting => (setting.Name, setting.Value!)), .. only];
    }
}

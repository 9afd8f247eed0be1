using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Orchestrator.Quota;

namespace Orchestrator.Tenants;

/// <summary>Looks into configuration, past what the register itself has put there (<see cref="RegisterMark"/>).</summary>
internal sealed class ConfiguredNames(IConfiguration configuration, PlanCheck plans) : IConfiguredNames
{
    public bool HasTenant(string tenant) => configuration.GetSection($"Tenants:{tenant}") is var section && section.Exists() && section[RegisterMark.Name] is null;

    public bool HasKey(string key) =>
        configuration.GetSection("Tenants").GetChildren().Any(tenant => tenant.GetSection($"Keys:{key}") is var section && section.Exists() && section[RegisterMark.Name] is null);

    public bool HasPlan(string plan) => configuration.GetSection($"Plans:{plan}").Exists() && configuration[$"{RegisterMark.Plans}:{plan}"] is null;

    public string? CheckPlan(string plan, ImmutableSortedDictionary<string, string> settings) => plans.Problems(plan, settings);
}

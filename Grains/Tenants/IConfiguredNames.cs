using System.Collections.Immutable;

namespace Orchestrator.Tenants;

/// <summary>What configuration names and the register does not, and whether a plan's settings can be kept.</summary>
internal interface IConfiguredNames
{
    bool HasTenant(string tenant);

    bool HasKey(string key);

    bool HasPlan(string plan);

    /// <summary>What is wrong with the settings, by their paths; null where nothing is.</summary>
    string? CheckPlan(string plan, ImmutableSortedDictionary<string, string> settings);
}

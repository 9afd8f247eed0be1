using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Tests.Processes;

/// <summary>Tenants with plans of their own, as environment variables.</summary>
internal static class TestPlans
{
    /// <summary>A limit of so many units, and whatever else it says.</summary>
    public static (string Unit, long Amount, (string Name, string Value)[] More) Limit(string unit, long amount, params (string Name, string Value)[] more) => (unit, amount, more);

    /// <summary>Adds a tenant with a key and a plan of this name.</summary>
    public static void AddTenant(
        this Dictionary<string, string?> settings, string tenant, string mode, params (string Unit, long Amount, (string Name, string Value)[] More)[] limits)
    {
        settings[$"Plans__{tenant}__Mode"] = mode;
        for (var i = 0; i < limits.Length; i++)
        {
            var path = $"Plans__{tenant}__Limits__{i}";
            settings[$"{path}__Name"] = $"{limits[i].Unit.ToLowerInvariant()}-{i}";
            settings[$"{path}__Unit"] = limits[i].Unit;
            settings[$"{path}__Amount"] = $"{limits[i].Amount}";
            foreach (var (name, value) in limits[i].More) settings[$"{path}__{name}"] = value;
        }

        settings[$"Tenants__{tenant}__Plan"] = tenant;
        settings[$"Tenants__{tenant}__Keys__{tenant.Replace("-", "", StringComparison.Ordinal)}"] =
            $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TestTenants.Key(tenant))))}";
    }
}

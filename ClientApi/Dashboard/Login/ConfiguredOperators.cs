using Orchestrator.Identity;

namespace Orchestrator.Dashboard;

/// <summary>The operators that are configured: <c>Admin:Keys:{id}</c>.</summary>
internal sealed class ConfiguredOperators(IConfiguration configuration, IHostEnvironment environment) : IOperators
{
    public Operator? Find(string key)
    {
        if (key.Length > ApiKey.MostCharacters || (key == DemoKey.Admin && !environment.IsDevelopment())) return null;
        foreach (var entry in configuration.GetSection("Admin:Keys").GetChildren())
        {
            if (KeyHash.TryParse(entry.Value, out var hash) && hash.Matches(key)) return new Operator(entry.Key, MayChange: true);
        }

        return null;
    }
}

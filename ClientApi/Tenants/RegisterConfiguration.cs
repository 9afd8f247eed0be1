namespace Orchestrator.Tenants;

/// <summary>Puts the register's plans into this process's configuration, beside those in files: what reads plans follows both alike, by the same rules.</summary>
internal sealed class RegisterConfiguration : ConfigurationProvider, IConfigurationSource
{
    private const string Marked = "true";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Replaces what was there, and tells everybody who reads it.</summary>
    public void Set(IEnumerable<PlanRecord> plans)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var plan in plans)
        {
            data[$"{RegisterMark.Plans}:{plan.Name}"] = Marked;
            // A plan without a setting is one without limits, and is there all the same.
            data[$"Plans:{plan.Name}:Weight"] = "1";
            foreach (var (name, value) in plan.Settings) data[$"Plans:{plan.Name}:{name}"] = value;
        }

        Data = data;
        OnReload();
    }
}

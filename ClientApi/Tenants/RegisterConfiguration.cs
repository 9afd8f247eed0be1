using System.Globalization;

namespace Orchestrator.Tenants;

/// <summary>
/// Puts the register into this process's configuration, over what is written in files: what reads tenants, keys and plans follows both alike, by the same rules.
/// </summary>
internal sealed class RegisterConfiguration : ConfigurationProvider, IConfigurationSource
{
    private const string Marked = "true";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Replaces what was there, and tells everybody who reads it.</summary>
    public void Set(TenantBook book)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var tenant in book.Tenants.Values) Add(data, $"Tenants:{tenant.Id}", tenant);
        foreach (var plan in book.Plans.Values)
        {
            data[$"{RegisterMark.Plans}:{plan.Name}"] = Marked;
            // A plan without a setting is one without limits, and is there all the same.
            data[$"Plans:{plan.Name}:Weight"] = "1";
            foreach (var (name, value) in plan.Settings) data[$"Plans:{plan.Name}:{name}"] = value;
        }

        Data = data;
        OnReload();
    }

    private static void Add(Dictionary<string, string?> data, string path, TenantRecord tenant)
    {
        if (!tenant.IsConfigured) data[$"{path}:{RegisterMark.Name}"] = Marked;
        if (tenant.Plan.Length > 0) data[$"{path}:Plan"] = tenant.Plan;
        if (tenant.Paused) data[$"{path}:Paused"] = "true";
        foreach (var key in tenant.Keys.Where(key => key.RevokedAt is null))
        {
            data[$"{path}:Keys:{key.Id}:{RegisterMark.Name}"] = Marked;
            data[$"{path}:Keys:{key.Id}:Hash"] = key.Hash;
            if (key.ExpiresAt is { } ends) data[$"{path}:Keys:{key.Id}:ExpiresAt"] = ends.ToString("O", CultureInfo.InvariantCulture);
            if (!key.Models.IsEmpty) data[$"{path}:Keys:{key.Id}:Models"] = string.Join(',', key.Models);
            if (!key.Endpoints.IsEmpty) data[$"{path}:Keys:{key.Id}:Endpoints"] = string.Join(',', key.Endpoints);
        }
    }
}

namespace Orchestrator.Identity;

/// <summary>The key of the demo tenant, printed in the documentation and therefore no secret: it opens the door in Development and nowhere else.</summary>
public static class DemoKey
{
    public const string Tenant = "demo";

    public const string Id = "demo";

    public const string Text = "orc_demo_local-development-only";

    /// <summary>The key that opens the dashboard, in Development and nowhere else.</summary>
    public const string Admin = "ora_demo_local-development-only";

    /// <summary>The demo tenant as configuration. Add it in Development, before the files that may say more about it.</summary>
    public static IConfigurationBuilder AddDemoTenant(this IConfigurationBuilder configuration) =>
        configuration.AddInMemoryCollection(
        [
            new($"{TenantsOptions.Section}:{Tenant}:Plan", Tenant),
            new($"{TenantsOptions.Section}:{Tenant}:Keys:{Id}", KeyHash.Of(Text).ToString()),
            new($"Admin:Keys:{Id}", KeyHash.Of(Admin).ToString()),
        ]);
}

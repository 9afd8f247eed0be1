using Orchestrator.Identity;

namespace Orchestrator.Hosting;

/// <summary>Where this process finds its settings: in Development the demo tenant, then <c>orchestrator.json</c>, then environment and command line.</summary>
internal static class SettingsHosting
{
    private const string DefaultUrl = "http://127.0.0.1:8081";

    public static WebApplicationBuilder AddSettings(this WebApplicationBuilder builder, string[] arguments)
    {
        if (builder.Environment.IsDevelopment()) builder.Configuration.AddDemoTenant();
        var named = builder.Configuration["ORCHESTRATOR_CONFIG"] is { Length: > 0 } path ? Path.GetFullPath(path) : null;
        builder.Configuration
            .AddJsonFile(named ?? Path.Combine(AppContext.BaseDirectory, "orchestrator.json"), optional: named is null, reloadOnChange: true)
            .AddEnvironmentVariables()
            .AddCommandLine(arguments);
        if (builder.Configuration["urls"] is null or "") builder.WebHost.UseUrls(DefaultUrl);
        return builder;
    }
}

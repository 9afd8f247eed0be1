using Orchestrator.Identity;

namespace Orchestrator.Hosting;

/// <summary>Where a process finds its settings: in Development the demo tenant, then <c>orchestrator.json</c>, then environment and command line.</summary>
public static class SettingsHosting
{
    public static WebApplicationBuilder AddSettings(this WebApplicationBuilder builder, string[] arguments, string defaultUrl)
    {
        if (builder.Environment.IsDevelopment()) builder.Configuration.AddDemoTenant();
        var named = builder.Configuration["ORCHESTRATOR_CONFIG"] is { Length: > 0 } path ? Path.GetFullPath(path) : null;
        builder.Configuration
            .AddJsonFile(named ?? Path.Combine(AppContext.BaseDirectory, "orchestrator.json"), optional: named is null, reloadOnChange: true)
            .AddEnvironmentVariables()
            .AddCommandLine(arguments);
        if (builder.Configuration["urls"] is null or "") builder.WebHost.UseUrls(defaultUrl);
        return builder;
    }
}

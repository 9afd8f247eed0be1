using Orchestrator.Identity;
using Orchestrator.Quota;

namespace Orchestrator.Tenants;

/// <summary>Has this process follow the register of tenants, keys and plans. Without it only configured ones are known.</summary>
public static class RegisterHosting
{
    /// <param name="builder">The process's own, whose configuration gets what the register says.</param>
    public static IHostApplicationBuilder AddRegister(this IHostApplicationBuilder builder)
    {
        var configuration = new RegisterConfiguration();
        ((IConfigurationBuilder)builder.Configuration).Add(configuration);
        builder.Services.AddSingleton(configuration);
        builder.Services.AddSingleton<RegisterFollower>();
        builder.Services.AddSingleton<IKeyNews>(provider => provider.GetRequiredService<RegisterFollower>());
        builder.Services.AddSingleton<IPlanNews>(provider => provider.GetRequiredService<RegisterFollower>());
        builder.Services.AddSingleton<TenantDesk>();
        builder.Services.AddSingleton<TenantDirectory>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RegisterFollower>());
        return builder;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>Brings the room of the workers into a silo, with the queues in front of them. The silo brings the default grain storage.</summary>
public static class DispatchHosting
{
    /// <param name="services">The silo's.</param>
    /// <param name="clock">By which the silos exchange their shares. Default: the silo's clock.</param>
    public static IServiceCollection AddDispatch(this IServiceCollection services, TimeProvider? clock = null)
    {
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<UpstreamDesks>(provider, clock ?? provider.GetRequiredService<TimeProvider>()));
        services.RemoveAll<IAdmission>();
        services.AddSingleton<IAdmission>(provider => provider.GetRequiredService<UpstreamDesks>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<UpstreamDesks>());
        return services;
    }
}

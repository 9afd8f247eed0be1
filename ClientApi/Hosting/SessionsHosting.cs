using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Orchestrator.Dashboard;
using StackExchange.Redis;

namespace Orchestrator.Hosting;

/// <summary>Lets a session of the pages count at every node of the cluster.</summary>
public static class SessionsHosting
{
    /// <param name="service">Whose state it is in the store.</param>
    public static IServiceCollection ShareSessions(this IServiceCollection services, IConnectionMultiplexer store, string service)
    {
        services.AddDataProtection().SetApplicationName("orchestrator");
        return services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new SessionKeys(store, service));
    }
}

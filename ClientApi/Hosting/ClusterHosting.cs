using System.Net;
using Orchestrator.Calls;
using Orleans.Configuration;
using Orleans.Dashboard;
using StackExchange.Redis;

namespace Orchestrator.Hosting;

/// <summary>Connects this process to the silos as an Orleans client; Redis tells where they are.</summary>
internal static class ClusterHosting
{
    private const string Section = "Orchestrator";

    // Calls that take long say so themselves; any other that is this late went down with its silo.
    private static readonly TimeSpan s_longestShortCall = TimeSpan.FromSeconds(10);

    // Long enough to let running requests end first.
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(80);

    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(Section);
        var redis = RedisAt(settings["Redis"]);
        var service = settings["ServiceId"] ?? "orchestrator";
        var store = ConnectionMultiplexer.Connect(redis);
        builder.UseOrleansClient(client => client
            .UseRedisClustering(options => (options.ConfigurationOptions, options.CreateMultiplexer) = (redis, _ => Task.FromResult<(IConnectionMultiplexer, bool)>((store, true))))
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = settings["ClusterId"] ?? "orchestrator";
                options.ServiceId = service;
            })
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5))
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = s_longestShortCall)
            .UseConnectionRetryFilter<PatientConnection>()
            .PropagateTraces(builder.CollectsTraces())
            .ShowOrleans(builder.Configuration.HasOrleansDashboard()));
        builder.Services.AddDoor();
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => store).ShareSessions(store, service);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_longestStop);
        return builder;
    }

    // Requests carry their trace themselves; spans of every single message are for those who collect them.
    private static IClientBuilder PropagateTraces(this IClientBuilder client, bool collected) => collected ? client.AddActivityPropagation() : client;

    private static IClientBuilder ShowOrleans(this IClientBuilder client, bool shown) => shown ? client.AddDashboard() : client;

    private static ConfigurationOptions RedisAt(string? endpoint)
    {
        if (string.IsNullOrWhiteSpace(endpoint))
            throw new InvalidOperationException($"{Section}:Redis is not set: expected host:port of the Redis that the silos use, for this process finds them there.");
        var options = ConfigurationOptions.Parse(endpoint);
        options.AbortOnConnectFail = false;
        return options;
    }
}

using System.Net;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Orchestrator.Hosting;

/// <summary>Connects this process to the silos as an Orleans client; Redis tells where they are.</summary>
internal static class ClusterHosting
{
    private const string Section = "Orchestrator";

    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(Section);
        var redis = RedisAt(settings["Redis"]);
        builder.UseOrleansClient(client => client
            .UseRedisClustering(options => options.ConfigurationOptions = redis)
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = settings["ClusterId"] ?? "orchestrator";
                options.ServiceId = settings["ServiceId"] ?? "orchestrator";
            })
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5))
            .UseConnectionRetryFilter<PatientConnection>()
            .AddActivityPropagation());
        return builder;
    }

    private static ConfigurationOptions RedisAt(string? endpoint)
    {
        if (string.IsNullOrWhiteSpace(endpoint))
            throw new InvalidOperationException($"{Section}:Redis is not set: expected host:port of the Redis that the silos use, for this process finds them there.");
        var options = ConfigurationOptions.Parse(endpoint);
        options.AbortOnConnectFail = false;
        return options;
    }
}

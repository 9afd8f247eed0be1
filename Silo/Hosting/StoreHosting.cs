using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Orchestrator.Hosting;

/// <summary>Connects the silo to its store: the configured Redis, or an embedded one that it starts first. Everything shares one connection.</summary>
internal static class StoreHosting
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    public static IConnectionMultiplexer AddStore(this WebApplicationBuilder builder, HostOptions options)
    {
        if (options.Redis is null)
        {
            // Held by the container, which disposes of it last: after the silo has written what it had to write.
            var store = EmbeddedStore.Start(options.DataDirectory, options.EmbeddedStorePort);
            builder.Services.AddSingleton(_ => store);
        }

        var connection = Connect(options.Redis ?? $"127.0.0.1:{options.EmbeddedStorePort}");
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => connection);
        builder.Services.AddHealthChecks().AddCheck("store", () => connection.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The store cannot be reached."));
        return connection;
    }

    private static ConnectionMultiplexer Connect(string address)
    {
        var configuration = ConfigurationOptions.Parse(address);
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = 2_000;
        configuration.AsyncTimeout = 5_000;
        configuration.ConnectRetry = (int)(s_longestWait.TotalMilliseconds / configuration.ConnectTimeout);
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.ClientName = "orchestrator-silo";
        return ConnectionMultiplexer.Connect(configuration);
    }
}

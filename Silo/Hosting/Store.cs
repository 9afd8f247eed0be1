using StackExchange.Redis;

namespace Orchestrator.Hosting;

/// <summary>Where everything durable is kept: the configured Redis, or an embedded one that is started first. One connection serves the whole silo, and outlives it.</summary>
internal sealed class Store : IDisposable
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);
    private const int ConnectAttempts = 15;

    private readonly EmbeddedStore? _embedded;

    private Store(EmbeddedStore? embedded, string address)
    {
        _embedded = embedded;
        Options = Configure(address);
        Connection = ConnectionMultiplexer.Connect(Options);
    }

    /// <summary>Whether the store is this process's own.</summary>
    public bool IsEmbedded => _embedded is not null;

    public ConfigurationOptions Options { get; }

    public IConnectionMultiplexer Connection { get; }

    public static Store Open(NodeOptions options)
    {
        if (!string.IsNullOrEmpty(options.Redis)) return new Store(null, options.Redis);
        var embedded = EmbeddedStore.Start(options.DataDirectory, options.EmbeddedStorePort);
        return new Store(embedded, $"127.0.0.1:{options.EmbeddedStorePort}");
    }

    public void Dispose()
    {
        Connection.Dispose();
        _embedded?.Dispose();
    }

    private static ConfigurationOptions Configure(string address)
    {
        var configuration = ConfigurationOptions.Parse(address);
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = (int)s_connectTimeout.TotalMilliseconds;
        configuration.ConnectRetry = ConnectAttempts;
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        // The client lets nobody ask CONFIG GET or INFO without. What the account at the store may do is decided there.
        configuration.AllowAdmin = true;
        configuration.ClientName = "orchestrator-silo";
        return configuration;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Quota;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orchestrator.Tests.Quota;

/// <summary>One silo with the quota room, a store that can fail, and a clock that stands still.</summary>
internal sealed class QuotaCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly IConfigurationRoot _configuration;

    private QuotaCluster(QuotaLimitOptions[] limits)
    {
        _configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(limits)).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IGrainStorage>(services =>
            {
                Store.Serializer ??= services.GetRequiredService<Serializer>();
                return Store;
            })
            .AddQuota(_configuration));
        _cluster = builder.Build();
    }

    public QuotaClock Time { get; } = new();

    public QuotaStore Store { get; } = new();

    public IQuotaGrain Acme => Tenant("acme");

    public IQuotaGrain Tenant(string tenant) => _cluster.Client.GetGrain<IQuotaGrain>(tenant);

    public static async Task<QuotaCluster> Start(params QuotaLimitOptions[] limits)
    {
        var cluster = new QuotaCluster(limits);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Ends the activation cleanly.</summary>
    public Task Stop() => _cluster.DeactivateAsync(Acme);

    /// <summary>Ends the activation so that it can write nothing more.</summary>
    public async Task Crash()
    {
        Store.Fails = true;
        await Stop();
        Store.Fails = false;
    }

    /// <summary>Replaces the plan, as an edit of the configuration does.</summary>
    public void Edit(params QuotaLimitOptions[] limits)
    {
        foreach (var (key, value) in Settings(limits)) _configuration[key] = value;
        _configuration.Reload();
    }

    public ValueTask DisposeAsync()
    {
        Store.Open();
        return _cluster.DisposeAsync();
    }

    private static Dictionary<string, string?> Settings(QuotaLimitOptions[] limits)
    {
        var settings = new Dictionary<string, string?> { ["Tenants:acme:Plan"] = "test" };
        for (var i = 0; i < limits.Length; i++)
        {
            settings[$"Plans:test:Limits:{i}:Name"] = limits[i].Name;
            settings[$"Plans:test:Limits:{i}:Unit"] = $"{limits[i].Unit}";
            settings[$"Plans:test:Limits:{i}:Amount"] = $"{limits[i].Amount}";
            settings[$"Plans:test:Limits:{i}:Period"] = limits[i].Period?.ToString();
            settings[$"Plans:test:Limits:{i}:Burst"] = limits[i].Burst?.ToString();
        }

        return settings;
    }
}

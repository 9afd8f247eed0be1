using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Quota;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orchestrator.Tests.Quota;

/// <summary>Silos with the quota room, a store that can fail, and a clock that stands still.</summary>
internal sealed class QuotaCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly IConfigurationRoot _configuration;

    private QuotaCluster(short silos, QuotaLimitOptions[] limits)
    {
        _configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(limits)).Build();
        var builder = new InProcessTestClusterBuilder(silos);
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

    public IQuotaGrain Acme => _cluster.Client.GetGrain<IQuotaGrain>("acme");

    public static Task<QuotaCluster> Start(params QuotaLimitOptions[] limits) => Start(silos: 1, limits);

    public static async Task<QuotaCluster> Start(short silos, params QuotaLimitOptions[] limits)
    {
        var cluster = new QuotaCluster(silos, limits);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public async Task<Reservation> Ask(int silo = 0) => await Desks(silo).Reserve(
        new QuotaRequest { Id = RequestId.Create(), Tenant = new TenantId("acme"), Key = "key", Model = new ModelName("model"), PromptTokens = 1, PromptBound = 1, MaxTokens = 9 },
        CancellationToken.None);

    public async Task<Reservation.Granted> Granted(int silo = 0) => (Reservation.Granted)await Ask(silo);

    public async Task<long> Left(string limit) => (await Acme.Describe()).Levels.Single(level => level.Name == limit).Remaining;

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

    private QuotaDesks Desks(int silo) => _cluster.Silos[silo].ServiceProvider.GetRequiredService<QuotaDesks>();

    private static Dictionary<string, string?> Settings(QuotaLimitOptions[] limits)
    {
        // The clock stands still, and a write that waits for it would wait for ever.
        var settings = new Dictionary<string, string?> { ["Tenants:acme:Plan"] = "test", ["Quota:WritesPerSecond"] = "1000" };
        for (var i = 0; i < limits.Length; i++)
        {
            settings[$"Plans:test:Limits:{i}:Name"] = limits[i].Name;
            settings[$"Plans:test:Limits:{i}:Unit"] = $"{limits[i].Unit}";
            settings[$"Plans:test:Limits:{i}:Amount"] = limits[i].Amount.ToString(CultureInfo.InvariantCulture);
            settings[$"Plans:test:Limits:{i}:Period"] = limits[i].Period?.ToString();
            settings[$"Plans:test:Limits:{i}:Burst"] = limits[i].Burst?.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }
}

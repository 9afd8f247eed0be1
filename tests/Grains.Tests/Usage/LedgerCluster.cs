using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations;
using Orchestrator.Telemetry;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;

namespace Orchestrator.Usage;

/// <summary>Silos with nothing but ledgers, a store that outlives them and a clock that stands still.</summary>
internal sealed class LedgerCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private LedgerCluster(short silos, Dictionary<string, string?> settings)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => Store.For(services.GetRequiredService<Serializer>()));
            silo.Services.AddUsage(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        });
        _cluster = builder.Build();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));

    public RecordStore Store { get; } = new();

    public int ThisHour => UsageTime.HourOf(Clock.GetUtcNow());

    public static async Task<LedgerCluster> Start(short silos = 1, params (string Name, string Value)[] settings)
    {
        var cluster = new LedgerCluster(silos, settings.ToDictionary(one => $"Usage:{one.Name}", string? (one) => one.Value));
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public IUsageGrain Ledger(string tenant) => _cluster.Client.GetGrain<IUsageGrain>(tenant);

    public UsageDesk Desk(int silo = 0) => _cluster.Silos[silo].ServiceProvider.GetRequiredService<UsageDesk>();

    /// <summary>Writes a flush as another activation of the ledger would, of which the first knows nothing.</summary>
    public async Task AddBehindItsBack(string tenant, UsageFlush flush)
    {
        var store = _cluster.Silos[0].ServiceProvider.GetRequiredService<UsageStore>();
        var ledger = Ledger(tenant).GetGrainId();
        var hour = await store.ReadHour(ledger, flush.Hour);
        hour.State = UsageBook.Add(hour.State!, flush, UsageFlush.MostRows - 1)!;
        await store.WriteHour(ledger, flush.Hour, hour);
    }

    /// <summary>Lets time pass and waits for the flush that is due then.</summary>
    public Task Tick(TimeSpan time)
    {
        Clock.Advance(time);
        return Desk().LastFlush;
    }

    public Task Deactivate(string tenant) => _cluster.DeactivateAsync(Ledger(tenant));

    public string[] RecordsOf(string tenant) => Store.NamesOf(Ledger(tenant).GetGrainId());

    public Task<UsageReport> Days(string tenant, int days, UsageGrouping grouping = UsageGrouping.None) => Ledger(tenant).Read(new UsageQuery
    {
        From = Clock.GetUtcNow().AddDays(-days + 1),
        To = Clock.GetUtcNow().AddSeconds(1),
        Granularity = UsageGranularity.Day,
        GroupBy = grouping,
    });

    public UsageFlush Flush(Guid source, long number, params RequestWalk[] walks)
    {
        var account = new UsageAccount("acme", UsageFlush.MostRows - 1);
        foreach (var walk in walks) account.Add(walk, walk.Key, Clock.GetUtcNow());
        return account.Next(source, () => number)!;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}

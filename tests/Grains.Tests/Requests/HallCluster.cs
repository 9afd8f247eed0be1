using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Background;
using Orchestrator.Conversations;
using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Orchestrator.Simulator;
using Orchestrator.Upstreams;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>Silos with all rooms of a request, a store that outlives them, a simulated upstream, and a clock that stands still, so that no limit refills unasked.</summary>
public sealed class HallCluster : IAsyncLifetime
{
    public const int AmountOfRequests = 10;
    public const int AmountOfTokens = 1_000_000;
    public const int AmountAtOnce = 2;
    public const int Tenants = 40;

    private readonly SimulatorApplication _simulator = SimulatorApplication.Create(new SimulatorOptions());
    private readonly MemoryIndex _index = new();
    private readonly short _silos;
    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection, IConfiguration>? _moreRooms;
    private InProcessTestCluster? _cluster;
    private int _tenants;

    public HallCluster() : this(silos: 1) { }

    internal HallCluster(short silos, Dictionary<string, string?>? settings = null, Action<IServiceCollection, IConfiguration>? moreRooms = null)
    {
        _moreRooms = moreRooms;
        _silos = silos;
        _settings = settings ?? [];
    }

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    internal RecordStore Store { get; } = new();

    internal InProcessTestCluster Silos => _cluster!;

    internal BehaviourBook Upstream => _simulator.Behaviours;

    internal Journal Journal => _simulator.Journal;

    public async ValueTask InitializeAsync()
    {
        await _simulator.StartAsync();
        var builder = new InProcessTestClusterBuilder(_silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton(new Random(1));
            silo.Services.AddGrainStorage(
                ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
                (services, _) => Store.For(services.GetRequiredService<Serializer>()));
            silo.Services.AddSingleton<IConversationIndex>(_index).AddRequests(Settings()).AddConversations(Settings()).AddQuota(Settings()).AddUpstreams(Settings()).AddDispatch(TimeProvider.System).AddBackground(Settings());
            _moreRooms?.Invoke(silo.Services, Settings());
            silo.UseInMemoryReminderService();
            silo.Services.Configure<SiloMessagingOptions>(messaging => messaging.WaitForCancellationAcknowledgement = true);
        });

        // A cancelled call still brings its outcome, so that a test can await it.
        builder.ConfigureClient(client => client.Services.Configure<ClientMessagingOptions>(messaging => messaging.WaitForCancellationAcknowledgement = true));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    /// <summary>A tenant whose limits are whole and who has said nothing yet.</summary>
    internal Guest NewGuest() => new(this, new TenantId($"tenant-{Interlocked.Increment(ref _tenants)}"), Silos.Client);

    /// <summary>The grains as one silo sees them.</summary>
    internal IGrainFactory At(int silo) => Silos.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The contents of the messages of the last call upstream.</summary>
    internal string[] LastSent()
    {
        using var body = JsonDocument.Parse(Journal.Find(Journal.LastNumber)!.Body);
        return [.. body.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()!)];
    }

    private IConfigurationRoot Settings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Upstreams:simulator:BaseUrl"] = $"{_simulator.Address}",
            ["Upstreams:simulator:ApiKey"] = "key",
            ["Upstreams:simulator:Retry:Most"] = "0",
            ["Upstreams:simulator:Breaker:FewestCalls"] = "1000",
            ["Upstreams:simulator:Breaker:ConsecutiveFailures"] = "1000",
            ["Models:small:Upstream"] = "simulator",
            ["Models:small:Name"] = "deepseek-flash",
            ["Conversations:MaxWaiting"] = "0",
            ["Background:WriteEvery"] = "00:00:00",
            // The clock stands still, and a write that waits for it would wait for ever.
            ["Quota:WritesPerSecond"] = "1000",
            ["Plans:test:Limits:0:Name"] = "requests",
            ["Plans:test:Limits:0:Unit"] = "Requests",
            ["Plans:test:Limits:0:Amount"] = AmountOfRequests.ToString(CultureInfo.InvariantCulture),
            ["Plans:test:Limits:0:Period"] = "00:10:00",
            ["Plans:test:Limits:1:Name"] = "tokens",
            ["Plans:test:Limits:1:Unit"] = "Tokens",
            ["Plans:test:Limits:1:Amount"] = AmountOfTokens.ToString(CultureInfo.InvariantCulture),
            ["Plans:test:Limits:1:Period"] = "01:00:00",
            ["Plans:test:Limits:2:Name"] = "at-once",
            ["Plans:test:Limits:2:Unit"] = "Concurrency",
            ["Plans:test:Limits:2:Amount"] = AmountAtOnce.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in _settings) settings[name] = value;
        for (var tenant = 1; tenant <= Tenants; tenant++) settings[$"Tenants:tenant-{tenant}:Plan"] = "test";
        return (IConfigurationRoot)new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }
}

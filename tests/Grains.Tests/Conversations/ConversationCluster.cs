using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.TestingHost;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>Silos with the Conversations room, one clock, and one store that outlives them. The bounds are small enough to be reached.</summary>
public sealed class ConversationCluster : IAsyncLifetime
{
    public const int MaxTurns = 60;
    public const int MaxBytes = 4_096;
    public const int MaxFirstMessages = 3;
    public static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(10);

    public ConversationCluster() : this(silos: 1) { }

    internal ConversationCluster(short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddGrainStorage(
                ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
                (services, _) => Store.For(services.GetRequiredService<Serializer>()));
            silo.Services.AddSingleton<IConversationIndex>(Index).AddConversations(Settings());
        });
        Silos = builder.Build();
    }

    internal RecordStore Store { get; } = new();

    internal MemoryIndex Index { get; } = new();

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    internal InProcessTestCluster Silos { get; }

    internal TenantId Tenant { get; } = new("acme");

    /// <summary>A silo that lives.</summary>
    internal SiloAddress Runner => Silos.Silos[0].SiloAddress;

    /// <summary>An earlier life of that silo, which its successor proves dead.</summary>
    internal SiloAddress DeadRunner => SiloAddress.New(Runner.Endpoint, Runner.Generation - 1);

    public async ValueTask InitializeAsync() => await Silos.DeployAsync();

    public ValueTask DisposeAsync() => Silos.DisposeAsync();

    internal Talk Open(ConversationId id, TenantId? tenant = null) =>
        new(this, id, Silos.Client.GetGrain<IConversationGrain>(ConversationKey.Of(tenant ?? Tenant, id)));

    internal Task<Talk> Create(ResponseId? parent = null, params string[] said) => Create(new NewConversation { Parent = parent, Messages = [.. said.Select(Talk.Say)] });

    internal async Task<Talk> Create(NewConversation conversation, TenantId? tenant = null)
    {
        var talk = Open(ConversationId.Create(), tenant);
        Assert.IsType<ConversationStart.Created>(await talk.Grain.Create(conversation));
        return talk;
    }

    /// <summary>Writes a turn as a second activation would that the first knows nothing of.</summary>
    internal Task WriteBehind(Talk talk, FinishedTurn turn) =>
        Silos.Silos[0].ServiceProvider.GetRequiredService<ConversationStore>().WriteTurn(talk.GrainId, new Turn
        {
            Number = turn.Response.Turn,
            Response = turn.Response,
            Input = turn.Input,
            Output = turn.Output,
            At = Clock.GetUtcNow(),
        });

    /// <summary>Puts a turn with less in it in place, as a second activation would that the first knows nothing of.</summary>
    internal Task ReplaceBehind(Talk talk, Turn turn) => Silos.Silos[0].ServiceProvider.GetRequiredService<ConversationStore>().ReplaceTurn(talk.GrainId, turn);

    private static IConfiguration Settings() => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Conversations:MaxTurns"] = $"{MaxTurns}",
        ["Conversations:MaxBytes"] = $"{MaxBytes}",
        ["Conversations:MaxWaiting"] = "0",
        ["Conversations:MaxFirstMessages"] = $"{MaxFirstMessages}",
        ["Conversations:LongestTurn"] = $"{LongestTurn}",
        ["Tenants:short:Retention:Responses"] = "01:00:00",
        ["Tenants:short:Retention:Conversations"] = "02:00:00",
    }).Build();
}

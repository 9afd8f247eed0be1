using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;
using Orchestrator.Background;
using Orchestrator.Conversations;
using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Orchestrator.Requests;
using Orchestrator.Shelves;
using Orchestrator.Sight;
using Orchestrator.Tenants;
using Orchestrator.Upstreams;
using Orchestrator.Usage;
using Orchestrator.Whereabouts;

namespace Orchestrator.Hosting;

/// <summary>Makes the process a silo: its cluster, its store, its rooms.</summary>
internal static class ClusterHosting
{
    // Long enough to let running requests end first: RequestsOptions.DrainTimeout is within it.
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(80);

    public static WebApplicationBuilder AddSilo(this WebApplicationBuilder builder, NodeOptions options, Store store)
    {
        builder.Services.AddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The one place where randomness comes from.
        builder.Services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
        builder.Services
            .AddRequests(builder.Configuration)
            .AddConversations(builder.Configuration)
            .AddQuota(builder.Configuration)
            .AddUpstreams(builder.Configuration)
            .AddDispatch()
            .AddBackground(builder.Configuration)
            .AddUsage(builder.Configuration)
            .AddTenants(builder.Configuration)
            .AddSight(builder.Configuration);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_longestStop);
        builder.UseOrleans(silo =>
        {
            silo.Join(options).KeepIn(store).AddWhereabouts(store.Connection).AddShelves(store.Connection);
            // Requests carry their trace themselves. Spans of every single message are for those who collect them.
            if (builder.CollectsTraces()) silo.AddActivityPropagation();
            if (builder.Configuration.HasOrleansDashboard()) silo.AddDashboard();
        });
        return builder;
    }

    private static ISiloBuilder Join(this ISiloBuilder silo, NodeOptions options)
    {
        var address = Resolve(options.AdvertisedAddress);
        return silo
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId))
            .Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = address;
                endpoint.SiloPort = options.SiloPort;
                endpoint.GatewayPort = options.GatewayPort;
                endpoint.SiloListeningEndpoint = new IPEndPoint(address, options.SiloPort);
                endpoint.GatewayListeningEndpoint = new IPEndPoint(address, options.GatewayPort);
            })
            .Configure<ClusterMembershipOptions>(membership =>
            {
                // A killed silo is noticed within about two probes. One vote is enough: leases and ETags keep a wrong verdict harmless.
                membership.ProbeTimeout = options.ProbeTimeout;
                membership.NumMissedProbesLimit = 2;
                membership.NumVotesForDeathDeclaration = 1;
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            })
            // Where the grains stand that this silo called last. By default a million, which conversations that were spoken in once would fill.
            .Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 20_000)
            .Configure<SiloMessagingOptions>(messaging =>
            {
                // A cancelled call still tells what it used, and one that timed out stops paying.
                messaging.WaitForCancellationAcknowledgement = true;
                messaging.CancelRequestOnTimeout = true;
                messaging.MaxEnqueuedRequestsHardLimit = 50_000;
                messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker = 50_000;
            });
    }

    private static ISiloBuilder KeepIn(this ISiloBuilder silo, Store store)
    {
        // The providers demand the options even where they are handed the connection.
        var shared = Task.FromResult((store.Connection, true));
        silo.Services.AddOptions<Orleans.Persistence.RedisStorageOptions>(Orleans.Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
            .Configure<Orleans.Serialization.Serializer>((storage, serializer) => storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer));
        return silo
            .UseRedisClustering(clustering => (clustering.ConfigurationOptions, clustering.CreateMultiplexer) = (store.Options, _ => shared))
            .AddRedisGrainStorageAsDefault(storage =>
            {
                (storage.ConfigurationOptions, storage.CreateMultiplexer) = (store.Options, _ => shared);
                // What is removed leaves no shell behind.
                storage.DeleteStateOnClear = true;
            })
            .UseRedisReminderService(reminders => (reminders.ConfigurationOptions, reminders.CreateMultiplexer) = (store.Options, _ => shared));
    }

    private static IPAddress Resolve(string address)
    {
        if (IPAddress.TryParse(address, out var ip)) return ip;
        var host = address == "auto" ? Dns.GetHostName() : address;
        return Dns.GetHostAddresses(host, AddressFamily.InterNetwork) is [var first, ..]
            ? first
            : throw new InvalidOperationException($"Orchestrator:AdvertisedAddress is '{address}', which names no IPv4 address.");
    }
}

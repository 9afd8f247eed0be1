using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Quota;
using Orleans.Storage;
using StackExchange.Redis;

namespace Orchestrator.Bench;

/// <summary>Reserves and settles for one tenant from several threads of one silo, under limits of every unit and algorithm that can be leased, and counts the writes that reach Redis.</summary>
internal static class Decisions
{
    private static readonly (string Unit, string Algorithm, long Amount)[] s_limits =
    [
        ("Requests", "TokenBucket", 60_000_000),
        ("Requests", "SlidingWindow", 60_000_000),
        ("Tokens", "TokenBucket", 60_000_000_000),
        ("Tokens", "FixedWindow", 60_000_000_000),
        ("Concurrency", "", 100_000),
        ("Cost", "FixedWindow", 1_000_000),
    ];

    public static async Task<int> Measure(string redis, int seconds)
    {
        using var silo = await Start(redis);
        var desks = silo.Services.GetRequiredService<QuotaDesks>();
        await using var store = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        var request = new QuotaRequest
        {
            Id = RequestId.Create(), Tenant = new TenantId("hot"), Key = "key", Model = new ModelName("model"), PromptTokens = 100, PromptBound = 400,
        };

        await Run(desks, request, TimeSpan.FromSeconds(2));
        var writesBefore = Writes(store);
        var (decisions, refused, elapsed) = await Run(desks, request, TimeSpan.FromSeconds(seconds));
        var writes = Writes(store) - writesBefore;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{decisions / elapsed.TotalSeconds:N0} requests reserved and settled a second on {Environment.ProcessorCount} threads, {refused} refused, {writes / elapsed.TotalSeconds:N1} store writes a second"));
        await silo.StopAsync();
        return refused == 0 ? 0 : 1;
    }

    private static async Task<(long Decisions, long Refused, TimeSpan Elapsed)> Run(QuotaDesks desks, QuotaRequest request, TimeSpan time)
    {
        long decisions = 0, refused = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < time)
            {
                for (var i = 0; i < 100; i++)
                {
                    if (await desks.Reserve(request, CancellationToken.None) is Reservation.Granted granted) await granted.Settlement.Settle(new Use(500, 100_000));
                    else Interlocked.Increment(ref refused);
                }

                Interlocked.Add(ref decisions, 100);
            }
        })));
        return (decisions, refused, clock.Elapsed);
    }

    /// <summary>Grain state is written by a script each time.</summary>
    private static long Writes(ConnectionMultiplexer store)
    {
        var commands = store.GetServers()[0].Info("commandstats").SelectMany(group => group);
        return commands.Where(line => line.Key is "cmdstat_eval" or "cmdstat_evalsha")
            .Sum(line => long.Parse(line.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));
    }

    private static async Task<IHost> Start(string redis)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Tenants:hot:Plan"] = "hot",
            ["Models:model:Price:CacheHit"] = "0.003",
            ["Models:model:Price:CacheMiss"] = "0.15",
            ["Models:model:Price:Output"] = "0.60",
        };
        for (var i = 0; i < s_limits.Length; i++)
        {
            var (unit, algorithm, amount) = s_limits[i];
            settings[$"Plans:hot:Limits:{i}:Name"] = $"limit-{i}";
            settings[$"Plans:hot:Limits:{i}:Unit"] = unit;
            settings[$"Plans:hot:Limits:{i}:Amount"] = amount.ToString(CultureInfo.InvariantCulture);
            if (algorithm.Length > 0) settings[$"Plans:hot:Limits:{i}:Algorithm"] = algorithm;
            if (algorithm is "TokenBucket" or "SlidingWindow") settings[$"Plans:hot:Limits:{i}:Period"] = "00:01:00";
            if (algorithm is "FixedWindow") settings[$"Plans:hot:Limits:{i}:Every"] = unit == "Cost" ? "Month" : "Minute";
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddQuota(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            var options = ConfigurationOptions.Parse(redis);
            silo.UseLocalhostClustering(serviceId: $"bench-{Environment.ProcessId}");
            silo.AddRedisGrainStorageAsDefault(storage => storage.ConfigurationOptions = options);
            silo.Services.AddOptions<Orleans.Persistence.RedisStorageOptions>(Orleans.Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
                .Configure<Orleans.Serialization.Serializer>((storage, serializer) => storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer));
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}

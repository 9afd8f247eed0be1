using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Orchestrator.Bench;

/// <summary>A running silo, its store, and the ways to look at both.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly IHost _host;
    private readonly ConnectionMultiplexer _redis;

    private Product(HttpClient http, IHost host, ConnectionMultiplexer redis) => (_http, _host, _redis) = (http, host, redis);

    private IManagementGrain Management => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);

    public static async Task<Product> Connect(string api, string redis)
    {
        var host = Host.CreateDefaultBuilder().ConfigureLogging(logging => logging.ClearProviders()).UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("orchestrator", "orchestrator"))
            .UseRedisClustering(redis)).Build();
        await host.StartAsync();
        return new Product(new HttpClient { BaseAddress = new Uri(api) }, host, await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true"));
    }

    public async Task<string> NewConversation(int tenant) => (await Send(tenant, "/v1/conversations", "{}")).GetProperty("id").GetString()!;

    public Task<JsonElement> Say(int tenant, string conversation, string words) => Send(tenant, "/v1/responses",
        $$"""{"model":"deepseek-flash","conversation":"{{conversation}}","input":"{{words}}","reasoning":{"effort":"none"} }""");

    /// <summary>Bytes of the store's append-only file, which holds every write.</summary>
    public async Task<long> WrittenBytes() => long.Parse(await Info("persistence", "aof_current_size"), CultureInfo.InvariantCulture);

    /// <summary>How often the store was asked for a record.</summary>
    public async Task<long> Reads()
    {
        var line = await Info("commandstats", "cmdstat_hgetall");
        return line.Length == 0 ? 0 : long.Parse(line["calls=".Length..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    /// <summary>Lets every idle activation go, and collects the garbage.</summary>
    public async Task Forget()
    {
        var silos = (await Management.GetHosts(onlyActive: true)).Keys.ToArray();
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            await Management.ForceActivationCollection(silos, TimeSpan.FromSeconds(1));
        }
        while (await Activations() > 0);
        for (var round = 0; round < 3; round++) await Management.ForceGarbageCollection(silos);
    }

    /// <summary>Activations of conversations.</summary>
    public async Task<int> Activations() =>
        (await Management.GetSimpleGrainStatistics()).Where(grain => grain.GrainType.Contains("ConversationGrain", StringComparison.Ordinal)).Sum(grain => grain.ActivationCount);

    /// <summary>Bytes of managed objects after the last collection, without the holes between them, as the silo's own metrics say it.</summary>
    public async Task<long> Heap()
    {
        var metrics = (await _http.GetStringAsync("/metrics")).Split('\n');
        return Sum("dotnet_gc_last_collection_heap_size_bytes") - Sum("dotnet_gc_last_collection_heap_fragmentation_size_bytes");

        long Sum(string name) => metrics.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(line => (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        await _redis.DisposeAsync();
    }

    private async Task<string> Info(string section, string name)
    {
        var info = await _redis.GetServers()[0].InfoAsync(section);
        return info.SelectMany(group => group).FirstOrDefault(pair => pair.Key == name).Value ?? "";
    }

    private async Task<JsonElement> Send(int tenant, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"orc_t{tenant}_a-secret-that-is-long-enough-{tenant}");
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}

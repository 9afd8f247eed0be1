using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Usage;
using Orleans.Configuration;

namespace Orchestrator.Bench;

/// <summary>A running silo: its API, its pages with an operator's session, its ledgers and its heap.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly IHost _host;

    private Product(HttpClient http, IHost host) => (_http, _host) = (http, host);

    // The texts of the keys that were made here, by their tenants.
    private readonly ConcurrentDictionary<int, string> _keys = new();

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<Product> Connect(string api, string redis)
    {
        var host = Host.CreateDefaultBuilder().ConfigureLogging(logging => logging.ClearProviders()).UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("orchestrator", "orchestrator"))
            .UseRedisClustering(redis)).Build();
        await host.StartAsync();
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = new Uri(api) };
        using var login = await http.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", Bodies.AdminKey), new("return", "/dashboard")]));
        if (login.StatusCode is not HttpStatusCode.Redirect) throw new InvalidOperationException($"The login answered {login.StatusCode}.");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Bodies.AdminKey);
        return new Product(http, host);
    }

    public IUsageGrain Ledger(string name) => Grains.GetGrain<IUsageGrain>(name);

    /// <summary>A page as it is first sent. It has a heading, or it is not what was asked for.</summary>
    public async Task Page(string path)
    {
        var text = await _http.GetStringAsync(path);
        if (!text.Contains("<h1", StringComparison.Ordinal)) throw new InvalidOperationException($"{path} has no heading.");
    }

    /// <summary>Makes a tenant and a key for it by the admin API.</summary>
    public async Task NewTenant(int number)
    {
        await Order("/admin/v1/tenants", new { id = Bodies.Tenant(number), plan = "open" });
        var key = await Order($"/admin/v1/tenants/{Bodies.Tenant(number)}/keys", new { });
        _keys[number] = key.GetProperty("key").GetString()!;
    }

    public async Task<string> NewConversation(int tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/conversations") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _keys.TryGetValue(tenant, out var key) ? key : Bodies.TenantKey(tenant));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"A conversation was answered by {answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Bytes of managed objects after three whole collections, without the holes between them, as the silo's own metrics say it.</summary>
    public async Task<long> Heap()
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        var silos = (await management.GetHosts(onlyActive: true)).Keys.ToArray();
        for (var round = 0; round < 3; round++) await management.ForceGarbageCollection(silos);
        // What was scraped is answered again for a third of a second.
        await Task.Delay(500);
        var metrics = (await _http.GetStringAsync("/metrics")).Split('\n');
        return Sum("dotnet_gc_last_collection_heap_size_bytes") - Sum("dotnet_gc_last_collection_heap_fragmentation_size_bytes");

        long Sum(string name) => metrics.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(line => (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private async Task<JsonElement> Order(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path} was answered by {answer.StatusCode}: {text}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}

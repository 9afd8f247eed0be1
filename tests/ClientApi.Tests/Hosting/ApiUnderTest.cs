using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Identity;
using Orchestrator.Tenants;

namespace Orchestrator.Hosting;

/// <summary>The API on a real socket, with fakes where the grains would be.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    public const string AcmeKey = "orc_acme1_0123456789abcdef";

    private readonly WebApplication _app;

    private ApiUnderTest(WebApplication app, FakeGrains grains, string address)
    {
        _app = app;
        Grains = grains;
        Address = new Uri(address);
        Client = NewClient(AcmeKey);
    }

    public FakeGrains Grains { get; }

    public FakeHall Hall => Grains.Hall;

    /// <summary>All that is served.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IConfigurationRoot Configuration => (IConfigurationRoot)_app.Services.GetRequiredService<IConfiguration>();

    public static async Task<ApiUnderTest> Start(Dictionary<string, string?>? settings = null, string environment = "Production", TimeProvider? time = null, Action<WebApplicationBuilder>? add = null, Action<WebApplication>? map = null)
    {
        var (factory, grains) = FakeGrains.Create();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment, ApplicationName = "Orchestrator.ClientApi" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tenants:acme:Keys:acme1"] = KeyHash.Of(AcmeKey).ToString(),
            ["Models:deepseek-flash:OwnedBy"] = "deepseek",
            ["Models:small:Targets:0:Upstream"] = "simulator",
        });
        if (builder.Environment.EnvironmentName == "Development") builder.Configuration.AddDemoTenant();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton(factory);
        if (time is not null) builder.Services.AddSingleton(time);
        builder.AddRegister();
        grains.Others[(typeof(ITenantRegisterGrain), 0L)] = new RegisterUnderTest(builder.Configuration);
        builder.Services.AddOrchestratorApi(builder.Configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        add?.Invoke(builder);
        var app = builder.Build();
        map?.Invoke(app);
        app.MapOrchestratorApi();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ApiUnderTest(app, grains, address);
    }

    public HttpClient NewClient(string? key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        if (key is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        return client;
    }

    public Task<HttpResponseMessage> Post(string path, string json) => Post(path, Encoding.UTF8.GetBytes(json));

    public Task<HttpResponseMessage> Post(string path, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.Simulator.Tests;

/// <summary>A simulator on a free port, with a client whose key it knows.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    public const string Key = "sk-0123456789abcdef";

    private RunningSimulator(SimulatorApplication application)
    {
        Application = application;
        Client = new HttpClient { BaseAddress = application.Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public SimulatorApplication Application { get; }

    public HttpClient Client { get; }

    public static async Task<RunningSimulator> Start(SimulatorOptions? options = null, TimeProvider? clock = null)
    {
        var application = SimulatorApplication.Create(options ?? new SimulatorOptions(), clock);
        await application.StartAsync();
        return new RunningSimulator(application);
    }

    public async Task<HttpResponseMessage> Post(
        string body, string? behaviour = null, string path = "/v1/chat/completions", CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (behaviour is not null)
            request.Headers.Add("X-Simulator-Behaviour", behaviour);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public async Task<JsonNode> Ask(string body, string? behaviour = null, string path = "/v1/chat/completions")
    {
        using var response = await Post(body, behaviour, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<StreamedReply> Stream(string body, string? behaviour = null, string path = "/v1/chat/completions")
    {
        using var response = await Post(body, behaviour, path);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return await StreamedReply.Read(response);
    }

    public async Task<(int Status, JsonNode Error, HttpResponseHeaders Headers)> Refusal(
        string body, string? behaviour = null, string path = "/v1/chat/completions")
    {
        using var response = await Post(body, behaviour, path);
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return ((int)response.StatusCode, reply["error"]!, response.Headers);
    }

    public async Task<HttpResponseMessage> Put(string path, string body) => await Client.PutAsync(path, Json(body));

    public async Task<JsonNode> Get(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Application.DisposeAsync();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}

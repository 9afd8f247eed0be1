using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Tests.Processes;

/// <summary>A client of the raw wire, for what the official clients hide.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="key">Whose key is shown instead of the tenant's.</param>
    public Api(string address, string tenant = TestTenants.Wide, string? key = null)
    {
        // A client that leaves a stream is gone at once: the default handler would go on reading for two seconds.
        _http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? TestTenants.Key(tenant));
    }

    public static string Chat(string text, bool stream = false, string extra = "") =>
        $$"""{"model":"deepseek-flash","messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]{{(stream ? ",\"stream\":true" : "")}}{{extra}}}""";

    public Task<HttpResponseMessage> Post(string path, string body, CancellationToken cancellation = default) =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            HttpCompletionOption.ResponseHeadersRead, cancellation);

    public Task<HttpResponseMessage> Post(string path, string body, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(header.Name, header.Value);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> Put(string path, string body) => _http.PutAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> Get(string path) => _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

    public Task<HttpResponseMessage> Delete(string path) => _http.DeleteAsync(path);

    /// <summary>The JSON of an answer that has to be a success.</summary>
    public async Task<JsonElement> Json(string path)
    {
        using var answer = await Get(path);
        return await Json(answer.EnsureSuccessStatusCode());
    }

    /// <summary>The data of every event up to the end of the stream.</summary>
    public static async Task<List<string>> Events(HttpResponseMessage answer)
    {
        var events = new List<string>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync()) events.Add(item.Data);
        return events;
    }

    /// <summary>The content of a stream's chunks, put together.</summary>
    public static string Content(IEnumerable<string> events)
    {
        var content = new StringBuilder();
        foreach (var data in events.Where(data => data != "[DONE]"))
        {
            using var chunk = JsonDocument.Parse(data);
            if (!chunk.RootElement.TryGetProperty("choices", out var choices)) continue;
            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.GetProperty("delta").TryGetProperty("content", out var text)) content.Append(text.GetString());
            }
        }

        return content.ToString();
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public void Dispose() => _http.Dispose();
}

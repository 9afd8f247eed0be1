using System.Net.Http.Json;
using System.Text.Json;

namespace Orchestrator.Bench;

/// <summary>The simulated upstream: told how to behave, and asked what it received.</summary>
internal sealed class Provider(string address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Treats requests so from now on, as in <c>latency=200; tokens=5</c>.</summary>
    public async Task Behave(string behaviour)
    {
        (await _http.DeleteAsync("/simulator/behaviour")).EnsureSuccessStatusCode();
        (await _http.PutAsJsonAsync("/simulator/behaviour", new { behaviour })).EnsureSuccessStatusCode();
    }

    /// <summary>Bears so many calls at once from now on, and refuses the others.</summary>
    public async Task Bear(int calls) => (await _http.PutAsJsonAsync("/simulator/concurrency", new { limit = calls })).EnsureSuccessStatusCode();

    /// <summary>Calls that came so far, and how many of them were refused.</summary>
    public async Task<(long Calls, long Refused)> Count()
    {
        var statistics = await _http.GetFromJsonAsync<JsonElement>("/simulator/stats");
        return (statistics.GetProperty("calls").GetInt64(), statistics.GetProperty("refused").GetInt64());
    }

    /// <summary>The calls after the numbered one.</summary>
    public async Task<JsonElement[]> Journal(long after) => await _http.GetFromJsonAsync<JsonElement[]>($"/simulator/journal?after={after}&limit=200000") ?? [];

    /// <summary>Waits until the numbered call has arrived.</summary>
    public Task Arrival(long number) => Wait($"/simulator/journal/{number}/arrival");

    /// <summary>Waits until the numbered call has ended, and says how.</summary>
    public async Task<string> End(long number) => (await Wait($"/simulator/journal/{number}/end")).GetProperty("state").GetString()!;

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> Wait(string path)
    {
        using var answer = await _http.GetAsync($"{path}?timeout=30000");
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }
}

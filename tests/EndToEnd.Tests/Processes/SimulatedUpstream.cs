using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Orchestrator.Tests.Processes;

/// <summary>The upstream of a test: told how to behave, and asked what it received.</summary>
internal sealed class SimulatedUpstream : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ServerProcess _process;
    private readonly HttpClient _control;

    private SimulatedUpstream(ServerProcess process, string address)
    {
        _process = process;
        Address = address;
        _control = new HttpClient { BaseAddress = new Uri(address), Timeout = s_patience * 2 };
    }

    public string Address { get; }

    public static async Task<SimulatedUpstream> Start()
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        var process = await Programs.Start("Simulator", address, new Dictionary<string, string?> { ["SIMULATOR_URL"] = address, ["SIMULATOR_JOURNAL_ENTRIES"] = "200000" });
        return new SimulatedUpstream(process, address);
    }

    /// <summary>Treats requests so from now on, as in <c>status=503; times=2</c>.</summary>
    public async Task Behave(string behaviour)
    {
        await BeHonest();
        using var answer = await _control.PutAsJsonAsync("/simulator/behaviour", new { behaviour });
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"'{behaviour}': {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task BeHonest() => (await _control.DeleteAsync("/simulator/behaviour")).EnsureSuccessStatusCode();

    /// <summary>The number of the newest request; later ones have higher numbers.</summary>
    public async Task<long> Newest()
    {
        var statistics = await _control.GetFromJsonAsync<JsonElement>("/simulator/stats");
        return statistics.GetProperty("calls").GetInt64();
    }

    /// <summary>The requests after the numbered one.</summary>
    public async Task<JsonElement[]> Journal(long after, string? contains = null) =>
        await _control.GetFromJsonAsync<JsonElement[]>($"/simulator/journal?after={after}&limit=200000&contains={Uri.EscapeDataString(contains ?? "")}") ?? [];

    /// <summary>Waits until the numbered request has arrived.</summary>
    public Task<JsonElement> Arrival(long number) => Wait($"/simulator/journal/{number}/arrival");

    /// <summary>Waits until the numbered request has ended.</summary>
    public Task<JsonElement> End(long number) => Wait($"/simulator/journal/{number}/end");

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<JsonElement> Wait(string path)
    {
        using var answer = await _control.GetAsync($"{path}?timeout={s_patience.TotalMilliseconds}");
        if (answer.StatusCode != HttpStatusCode.OK) throw new TimeoutException($"The simulator did not see {path} within {s_patience}: {answer.StatusCode}.");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

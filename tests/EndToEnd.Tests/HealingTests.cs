using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>Streams that the provider cuts, and what their clients and their tenant see of it: nothing, but for the tokens.</summary>
public sealed class HealingTests : IAsyncLifetime
{
    private const int Streams = 200;
    private const int AtOnce = 16;
    private const string Tenant = "healing";

    private SimulatedUpstream _upstream = null!;
    private SiloProcess _silo = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await SimulatedUpstream.Start();
        _silo = await new SiloProcess(_upstream.Address, settings: new Dictionary<string, string?>
        {
            ["Upstreams__deepseek__Prefix__BaseUrl"] = $"{_upstream.Address}/beta",
            ["Plans__healing__Limits__0__Name"] = "tokens",
            ["Plans__healing__Limits__0__Unit"] = "Tokens",
            ["Plans__healing__Limits__0__Amount"] = "100000000",
            ["Plans__healing__Limits__0__Algorithm"] = "FixedWindow",
            ["Plans__healing__Limits__0__Every"] = "Month",
            ["Tenants__healing__Plan"] = Tenant,
            ["Tenants__healing__Keys__healing"] = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TestTenants.Key(Tenant))))}",
        }).Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/responses")]
    public async Task Every_cut_stream_reads_like_one_that_was_not_and_all_that_was_paid_is_charged(string path)
    {
        var uncut = await ReadAll(path);
        var before = await Probe();
        var number = await _upstream.Newest();
        await _upstream.Behave("cut-random");

        var healed = await ReadAll(path);

        await _upstream.BeHonest();
        var journal = await _upstream.Journal(number);
        var paid = journal.Sum(Paid);
        var after = await Probe();
        Assert.Equal(Streams, journal.Count(entry => entry.GetProperty("state").GetString() == "cut"));
        Assert.Equal(2 * Streams, journal.Length);
        Assert.Equal(uncut.Select(answer => answer.Text), healed.Select(answer => answer.Text));
        Assert.Equal(paid, healed.Sum(answer => answer.Tokens));
        Assert.Equal(paid + before.Tokens, before.Remaining - after.Remaining);
    }

    private static long Paid(JsonElement entry)
    {
        var usage = entry.GetProperty("usage");
        return usage.GetProperty("totalTokens").GetInt64();
    }

    /// <summary>One more call, always the same: what it cost, and what was left of the tenant's tokens while it ran.</summary>
    private async Task<(long Tokens, long Remaining)> Probe()
    {
        using var api = new Api(_silo.Address, Tenant);
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("how much is left?"));
        var body = await Api.Json(answer.EnsureSuccessStatusCode());
        return (body.GetProperty("usage").GetProperty("total_tokens").GetInt64(),
            long.Parse(answer.Headers.GetValues("x-ratelimit-remaining-tokens").Single(), CultureInfo.InvariantCulture));
    }

    private async Task<(string Text, long Tokens)[]> ReadAll(string path)
    {
        using var api = new Api(_silo.Address, Tenant);
        var answers = new (string Text, long Tokens)[Streams];
        await Parallel.ForAsync(0, Streams, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => answers[i] = await Read(api, path, i));
        return answers;
    }

    private static async Task<(string Text, long Tokens)> Read(Api api, string path, int i)
    {
        var chat = path.EndsWith("completions", StringComparison.Ordinal);
        using var answer = await api.Post(path, chat
            ? Api.Chat($"story {i}", stream: true, extra: ",\"stream_options\":{\"include_usage\":true}")
            : $$"""{"model":"deepseek-flash","input":"story {{i}}","stream":true}""");
        var events = await Api.Events(answer.EnsureSuccessStatusCode());
        return chat ? ReadChat(events) : ReadResponse(events);
    }

    private static (string Text, long Tokens) ReadChat(List<string> events)
    {
        Assert.Equal("[DONE]", events[^1]);
        var chunks = events.SkipLast(1).Select(data => JsonSerializer.Deserialize<JsonElement>(data)).ToList();
        Assert.Single(chunks.Select(chunk => $"{chunk.GetProperty("id")} {chunk.GetProperty("created")} {chunk.GetProperty("model")}").Distinct());
        var deltas = chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta")).ToList();
        Assert.Single(deltas, delta => delta.TryGetProperty("role", out _));
        return ($"{Texts(deltas, "reasoning_content")}|{Texts(deltas, "content")}", chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    private static (string Text, long Tokens) ReadResponse(List<string> events)
    {
        var all = events.Where(data => data != "[DONE]").Select(data => JsonSerializer.Deserialize<JsonElement>(data)).ToList();
        var end = Assert.Single(all, item => item.GetProperty("type").GetString() == "response.completed").GetProperty("response");
        var text = string.Concat(all
            .Where(item => item.GetProperty("type").GetString() is "response.output_text.delta" or "response.reasoning_text.delta")
            .Select(item => $"{item.GetProperty("type").GetString()![9]}{item.GetProperty("delta").GetString()}"));
        return (text, end.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    private static string Texts(IEnumerable<JsonElement> deltas, string name) =>
        string.Concat(deltas.Select(delta => delta.TryGetProperty(name, out var text) ? text.GetString() : ""));
}

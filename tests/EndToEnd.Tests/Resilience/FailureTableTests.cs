using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Resilience;

/// <summary>
/// Every failure at every point of a call, plain and streamed: what the client sees, what was sent upstream, what was charged. The table stands in
/// docs/resilience.md, and is what was seen: <c>FAILURE_TABLE=write</c> writes it anew.
/// </summary>
public sealed class FailureTableTests(FailureTableTests.ImpatientProduct product) : IClassFixture<FailureTableTests.ImpatientProduct>
{
    private const string Begin = "<!-- failures: begin -->";
    private const string End = "<!-- failures: end -->";
    private const string MidStream = "mid-stream";
    private const string AtTheEnd = "at the end";
    private const string Plain = "deepseek-flash";
    private const string Healing = "healing";
    private const int Tokens = 40;

    private static readonly (string Where, string What, string Behaviour)[] s_failures =
    [
        ("before headers", "400", "status=400"),
        ("before headers", "401", "status=401"),
        ("before headers", "402", "status=402"),
        ("before headers", "422", "status=422"),
        ("before headers", "429, Retry-After longer than the cap", "status=429; retry-after=60"),
        ("before headers", "429 with a number", "concurrency=25"),
        ("before headers", "500", "status=500"),
        ("before headers", "503", "status=503"),
        ("before headers", "connection lost", "cut-before-headers"),
        ("before headers", "silence", "latency=60000"),
        ("before first content", "connection lost", "cut-after=0"),
        ("before first content", "silence", "stall-after=0"),
        ("before first content", "keep-alives and nothing else", "ttft=60000; keep-alive=50"),
        ("before first content", "no JSON", "garbage-after=0"),
        ("before first content", "error object", "error-after=0"),
        (MidStream, "connection lost between chunks", "cut-after=5"),
        (MidStream, "connection lost inside a chunk", "cut-inside=5"),
        (MidStream, "silence", "stall-after=5"),
        (MidStream, "keep-alives and nothing else", "stall-after=5; stall-alive; keep-alive=50"),
        (MidStream, "no JSON", "garbage-after=5"),
        (MidStream, "error object", "error-after=5"),
        (AtTheEnd, "no finish reason", "no-finish"),
        (AtTheEnd, "no [DONE]", "no-done"),
        (AtTheEnd, "insufficient_system_resource", "finish=insufficient_system_resource"),
        (AtTheEnd, "aborted", "finish=aborted"),
    ];

    [Fact]
    public async Task The_table_in_the_documentation_is_what_is_seen()
    {
        var table = new StringBuilder().AppendLine(Begin).AppendLine();
        foreach (var (title, amend) in new[] { ("The first call fails so, the next are well", "; times=1"), ("Every call fails so", "") })
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"**{title}.**").AppendLine()
                .AppendLine("| where | what happens | plain: the client sees | calls | billed | charged | streamed: the client sees | calls | billed | charged |")
                .AppendLine("|---|---|---|---|---|---|---|---|---|---|");
            foreach (var (where, what, behaviour) in s_failures)
            {
                var plain = await See(Plain, $"{behaviour}; tokens={Tokens}{amend}", stream: false);
                var streamed = await See(Plain, $"{behaviour}; tokens={Tokens}{amend}", stream: true);
                table.AppendLine(CultureInfo.InvariantCulture, $"| {where} | {what} | {plain.Seen} | {plain.Calls} | {plain.Billed} | {plain.Charged} | {streamed.Seen} | {streamed.Calls} | {streamed.Billed} | {streamed.Charged} |");
            }

            table.AppendLine();
        }

        table.AppendLine("**The first call fails so after content was sent, and the target continues answers.**").AppendLine()
            .AppendLine("| where | what happens | streamed: the client sees | calls | billed | charged |")
            .AppendLine("|---|---|---|---|---|---|");
        foreach (var (where, what, behaviour) in s_failures.Where(failure => failure.Where is MidStream or AtTheEnd))
        {
            var healed = await See(Healing, $"{behaviour}; tokens={Tokens}; times=1", stream: true);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {where} | {what} | {healed.Seen} | {healed.Calls} | {healed.Billed} | {healed.Charged} |");
        }

        table.AppendLine().Append(End);
        await Compare(table.ToString());
    }

    /// <summary>Has a call go wrong, and says what came of it.</summary>
    private async Task<(string Seen, int Calls, long Billed, long Charged)> See(string model, string behaviour, bool stream)
    {
        using var api = new Api(product.Address, ImpatientProduct.Tenant);
        await product.Upstream.BeHonest();
        var before = await Left(api);
        var newest = await product.Upstream.Newest();
        await product.Upstream.Behave(behaviour);
        string seen;
        using (var answer = await api.Post("/v1/chat/completions", Api.Chat("fail", stream, ",\"max_tokens\":100").Replace(Plain, model, StringComparison.Ordinal)))
        {
            seen = !answer.IsSuccessStatusCode ? $"{(int)answer.StatusCode} `{CodeOf(await Api.Json(answer))}`" : stream ? Streamed(await Api.Events(answer)) : Whole(await Api.Json(answer));
        }

        var calls = (int)(await product.Upstream.Newest() - newest);
        var billed = 0L;
        for (var call = newest + 1; call <= newest + calls; call++) billed += BilledFor(await product.Upstream.End(call));
        await product.Upstream.BeHonest();
        var after = await Left(api);
        return (seen, calls, billed, before.Left - after.Left - after.Used);
    }

    /// <summary>What is left of the tokens after an honest call, and what that call used.</summary>
    private static async Task<(long Left, long Used)> Left(Api api)
    {
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("well?", extra: ",\"max_tokens\":100"));
        var left = long.Parse(answer.EnsureSuccessStatusCode().Headers.GetValues("x-ratelimit-remaining-tokens").Single(), CultureInfo.InvariantCulture);
        return (left, (await Api.Json(answer)).GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    private static long BilledFor(JsonElement call) => call.TryGetProperty("usage", out var usage) && usage.ValueKind is JsonValueKind.Object
        ? usage.GetProperty("promptTokens").GetInt64() + usage.GetProperty("completionTokens").GetInt64()
        : 0;

    private static string Whole(JsonElement body)
    {
        var choice = body.GetProperty("choices")[0];
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        return "the answer";
    }

    private static string Streamed(List<string> events)
    {
        var text = Api.Content(events);
        var failure = events.Where(data => data != "[DONE]").Select(data => JsonDocument.Parse(data).RootElement).FirstOrDefault(data => data.TryGetProperty("error", out _));
        if (failure.ValueKind is JsonValueKind.Undefined)
        {
            Assert.Equal("[DONE]", events[^1]);
            return "the answer";
        }

        Assert.DoesNotContain("[DONE]", events);
        return $"{(text.Length > 0 ? "text so far, then " : "")}error event `{CodeOf(failure)}`";
    }

    private static string? CodeOf(JsonElement body)
    {
        var error = body.GetProperty("error");
        return error.GetProperty("code").GetString() ?? error.GetProperty("type").GetString();
    }

    private static async Task Compare(string table)
    {
        var path = Path.Combine(Programs.Repository, "docs", "resilience.md");
        var page = await File.ReadAllTextAsync(path);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"{path} has no place for the table.");
        if (Environment.GetEnvironmentVariable("FAILURE_TABLE") is "write") await File.WriteAllTextAsync(path, page[..from] + table + page[(to + End.Length)..]);
        else Assert.Equal(table, page[from..(to + End.Length)]);
    }

    /// <summary>The product with deadlines short enough to be met in a test, a breaker out of the way, and a tenant whose tokens are counted to the unit.</summary>
    public sealed class ImpatientProduct : IAsyncLifetime
    {
        public const string Tenant = "metered";

        private SiloProcess _silo = null!;

        internal SimulatedUpstream Upstream { get; private set; } = null!;

        internal string Address => _silo.Address;

        /// <summary>Deadlines that a test can wait for; no breaker and no budget, so that each cell stands for itself.</summary>
        private static readonly Dictionary<string, string> Impatience = new()
        {
            ["FirstTokenTimeout"] = "00:00:01",
            ["IdleTimeout"] = "00:00:00.700",
            ["ProgressTimeout"] = "00:00:01",
            ["TotalTimeout"] = "00:00:10",
            ["Retry__Base"] = "00:00:00.050",
            ["Retry__Budget__Ratio"] = "10",
            ["Breaker__FewestCalls"] = "10000",
            ["Breaker__ConsecutiveFailures"] = "10000",
        };

        public async ValueTask InitializeAsync()
        {
            Upstream = await SimulatedUpstream.Start();
            var settings = new Dictionary<string, string?>();
            foreach (var upstream in new[] { "deepseek", Healing })
            {
                foreach (var (name, value) in Impatience) settings[$"Upstreams__{upstream}__{name}"] = value;
            }

            settings[$"Upstreams__{Healing}__BaseUrl"] = Upstream.Address;
            settings[$"Upstreams__{Healing}__ApiKey"] = "test-key";
            settings[$"Upstreams__{Healing}__Prefix__BaseUrl"] = $"{Upstream.Address}/beta";
            settings[$"Models__{Healing}__Upstream"] = Healing;
            settings[$"Models__{Healing}__Name"] = Plain;
            settings.AddTenant(Tenant, "Estimated", TestPlans.Limit("Tokens", 45_000, ("Algorithm", "FixedWindow"), ("Every", "Day")));
            _silo = await new SiloProcess(Upstream.Address, settings: settings).Start();
        }

        public async ValueTask DisposeAsync()
        {
            await _silo.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}

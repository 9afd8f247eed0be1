using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>What a client sees of every failure that the simulator can produce.</summary>
public sealed class FailureTests : IClassFixture<FailureTests.ImpatientProduct>
{
    private readonly ImpatientProduct _product;

    public FailureTests(ImpatientProduct product) => _product = product;

    [Theory]
    [InlineData("status=400", 400, "invalid_request_error")]
    [InlineData("status=401", 502, "upstream_account_error")]
    [InlineData("status=402", 502, "upstream_account_error")]
    [InlineData("status=422", 422, null)]
    [InlineData("status=429; retry-after=7", 429, null)]
    [InlineData("concurrency=25", 429, null)]
    [InlineData("status=500", 503, null)]
    [InlineData("status=502", 503, null)]
    [InlineData("status=503", 503, null)]
    [InlineData("cut-before-headers", 502, null)]
    [InlineData("latency=60000", 504, null)]
    [InlineData("cut-after=0", 502, null)]
    [InlineData("stall-after=0", 504, null)]
    [InlineData("garbage-after=0", 502, null)]
    [InlineData("error-after=0", 503, null)]
    [InlineData("finish=insufficient_system_resource", 503, "insufficient_system_resource")]
    [InlineData("finish=aborted", 503, null)]
    [InlineData("no-finish", 502, null)]
    public async Task A_plain_request_gets_one_faithful_error(string behaviour, int status, string? code)
    {
        await _product.Upstream.Behave(behaviour);
        using var api = new Api(_product.Address);

        using var answer = await api.Post("/v1/chat/completions", Api.Chat("fail"));

        var body = await Api.Json(answer);
        Assert.Equal((behaviour, status), (behaviour, (int)answer.StatusCode));
        AssertError(body.GetProperty("error"), code);
        if (behaviour.Contains("retry-after", StringComparison.Ordinal)) Assert.Equal("7", answer.Headers.GetValues("Retry-After").Single());
    }

    [Theory]
    [InlineData("status=400")]
    [InlineData("status=401")]
    [InlineData("status=402")]
    [InlineData("status=422")]
    [InlineData("status=429; retry-after=60")]
    [InlineData("concurrency=25")]
    [InlineData("status=500")]
    [InlineData("status=503")]
    [InlineData("cut-before-headers")]
    [InlineData("cut-after=0")]
    [InlineData("cut-after=5")]
    [InlineData("cut-inside=5")]
    [InlineData("stall-after=0")]
    [InlineData("stall-after=5")]
    [InlineData("stall-after=5; stall-alive; keep-alive=50")]
    [InlineData("ttft=60000; keep-alive=50")]
    [InlineData("no-done")]
    [InlineData("no-finish")]
    [InlineData("garbage-after=5")]
    [InlineData("error-after=5")]
    [InlineData("finish=insufficient_system_resource")]
    [InlineData("finish=aborted")]
    public async Task A_streamed_request_gets_an_error_and_never_looks_complete(string behaviour)
    {
        await _product.Upstream.Behave(behaviour);
        using var api = new Api(_product.Address);
        foreach (var (path, body) in new[]
        {
            ("/v1/chat/completions", Api.Chat("fail", stream: true)),
            ("/v1/responses", """{"model":"deepseek-flash","input":"fail","stream":true}"""),
        })
        {
            using var answer = await api.Post(path, body);
            if (!answer.IsSuccessStatusCode)
            {
                AssertError((await Api.Json(answer)).GetProperty("error"), null);
                continue;
            }

            var events = await Api.Events(answer);
            var failures = events.Where(data => data != "[DONE]").Select(data => JsonDocument.Parse(data).RootElement).Where(IsFailure).ToList();
            Assert.Single(failures);
            if (path.EndsWith("completions", StringComparison.Ordinal)) Assert.DoesNotContain("[DONE]", events);
        }
    }

    [Fact]
    public async Task A_failed_turn_leaves_nothing_in_its_conversation()
    {
        using var api = new Api(_product.Address);
        var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        await _product.Upstream.Behave("cut-after=5");
        using (var failed = await api.Post("/v1/responses", Turn(conversation, "this fails", stream: true))) await Api.Events(failed);
        await _product.Upstream.BeHonest();

        using var answer = await api.Post("/v1/responses", Turn(conversation, "this works", stream: false));

        Assert.Equal("completed", (await Api.Json(answer)).GetProperty("status").GetString());
        var items = (await Api.Json(await api.Get($"/v1/conversations/{conversation}/items"))).ToString();
        Assert.Contains("this works", items, StringComparison.Ordinal);
        Assert.DoesNotContain("this fails", items, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clients_own_deadline_ends_its_call_and_the_upstreams_with_it()
    {
        // A process that has answered nothing yet may need the whole of a short deadline before it calls anybody.
        using var api = new Api(_product.Address);
        await _product.Upstream.BeHonest();
        using (var first = await api.Post("/v1/chat/completions", Api.Chat("at leisure"))) first.EnsureSuccessStatusCode();
        var before = await _product.Upstream.Newest();
        await _product.Upstream.Behave("ttft=60000; keep-alive=50");

        using var answer = await api.Post("/v1/chat/completions", Api.Chat("impatient"), header: ("x-request-timeout-ms", "1500"));

        Assert.Equal(504, (int)answer.StatusCode);
        AssertError((await Api.Json(answer)).GetProperty("error"), "deadline_exceeded");
        Assert.Equal("Aborted", (await _product.Upstream.End(before + 1)).GetProperty("state").GetString(), ignoreCase: true);
    }

    private static bool IsFailure(JsonElement data) =>
        data.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        || data.TryGetProperty("type", out var type) && type.GetString() is "response.failed" or "error";

    private static void AssertError(JsonElement error, string? code)
    {
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.NotEmpty(error.GetProperty("type").GetString()!);
        Assert.True(error.TryGetProperty("param", out _));
        Assert.True(error.TryGetProperty("code", out var actual));
        if (code is not null) Assert.Equal(code, actual.GetString());
    }

    private static string Turn(string conversation, string words, bool stream) =>
        JsonSerializer.Serialize(new { model = "deepseek-flash", conversation, input = words, stream });

    /// <summary>The product with deadlines short enough to be met in a test, and a breaker out of the way.</summary>
    public sealed class ImpatientProduct : IAsyncLifetime
    {
        private SiloProcess _silo = null!;

        internal SimulatedUpstream Upstream { get; private set; } = null!;

        internal string Address => _silo.Address;

        public async ValueTask InitializeAsync()
        {
            Upstream = await SimulatedUpstream.Start();
            _silo = await new SiloProcess(Upstream.Address, settings: new Dictionary<string, string?>
            {
                ["Upstreams__deepseek__FirstTokenTimeout"] = "00:00:01.500",
                ["Upstreams__deepseek__IdleTimeout"] = "00:00:01",
                ["Upstreams__deepseek__ProgressTimeout"] = "00:00:01.500",
                ["Upstreams__deepseek__TotalTimeout"] = "00:00:03",
                ["Upstreams__deepseek__Breaker__FewestCalls"] = "10000",
                ["Upstreams__deepseek__Breaker__ConsecutiveFailures"] = "10000",
            }).Start();
        }

        public async ValueTask DisposeAsync()
        {
            await _silo.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;
using static Orchestrator.Tests.Processes.TestPlans;

namespace Orchestrator.Tests.Quota;

/// <summary>What went wrong in other gateways, at this one's door. What needs a lost message or a new window is in QuotaDeskTests.</summary>
public sealed class PeerBugTests(PeerBugTests.Product product) : IClassFixture<PeerBugTests.Product>
{
    private const string Chat = "/v1/chat/completions";

    [Theory, InlineData("small-strict"), InlineData("small-estimated")]
    public async Task The_first_request_passes_though_the_usual_reservation_exceeds_a_small_limit(string tenant)
    {
        using var api = new Api(product.Address, tenant);
        var before = await product.Upstream.Newest();

        using var answer = await api.Post(Chat, Api.Chat("Hello"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var sent = JsonDocument.Parse((await product.Upstream.Journal(before, "Hello")).Single().GetProperty("body").GetString()!);
        if (tenant == "small-strict") Assert.InRange(sent.RootElement.GetProperty("max_tokens").GetInt32(), 1, 300);
    }

    [Fact]
    public async Task Max_tokens_of_1_beside_max_completion_tokens_of_1000_reserves_1000()
    {
        using var api = new Api(product.Address, "under-reserve");

        using var answer = await api.Post(Chat, Api.Chat("Hello", extra: ",\"max_tokens\":1,\"max_completion_tokens\":1000"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Retry-After"));
        Assert.Contains("can never be covered", (await Api.Json(answer)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_early_does_not_evade_the_quota()
    {
        using var api = new Api(product.Address, "leaver");
        await product.Upstream.Behave("tps=50; tokens=2000");
        var before = await product.Upstream.Newest();

        using (var answer = await api.Post(Chat, Api.Chat("Talk to me", stream: true, extra: ",\"max_tokens\":2000")))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            for (var line = 0; line < 20; line++) await reader.ReadLineAsync();
        }

        await product.Upstream.End(before + 1);
        await product.Upstream.BeHonest();
        using var next = await api.Post(Chat, Api.Chat("Hi", extra: ",\"max_tokens\":1"));
        Assert.InRange(Remaining(next, "tokens"), 97_000, 99_985);
    }

    [Fact]
    public async Task A_rejected_request_burns_no_other_limit()
    {
        using var api = new Api(product.Address, "two-limits");

        for (var rejected = 0; rejected < 5; rejected++)
            Assert.Equal(HttpStatusCode.TooManyRequests, (await api.Post(Chat, Api.Chat("Much", extra: ",\"max_tokens\":5000"))).StatusCode);

        using var answer = await api.Post(Chat, Api.Chat("Little", extra: ",\"max_tokens\":5"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(9, Remaining(answer, "requests"));
    }

    [Fact]
    public async Task A_permit_is_released_after_an_upstream_timeout()
    {
        using var api = new Api(product.Address, "one-call");
        await product.Upstream.Behave("stall-after=0; times=1");

        using var stalled = await api.Post(Chat, Api.Chat("Are you there?"));
        using var next = await api.Post(Chat, Api.Chat("And now?"));

        Assert.Equal((HttpStatusCode.GatewayTimeout, HttpStatusCode.OK), (stalled.StatusCode, next.StatusCode));
    }

    [Fact]
    public async Task A_stream_holds_its_reservation_to_its_end()
    {
        using var api = new Api(product.Address, "one-stream");
        await product.Upstream.Behave("tps=40; tokens=60; times=1");
        using var stream = await api.Post(Chat, Api.Chat("Talk", stream: true));

        using var refused = await api.Post(Chat, Api.Chat("Me too"));
        await Api.Events(stream);
        using var passed = await api.Post(Chat, Api.Chat("Me too"));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, passed.StatusCode));
    }

    [Fact]
    public async Task A_hundred_calls_at_once_settle_within_a_strict_limit()
    {
        using var api = new Api(product.Address, "crowd");
        await product.Upstream.Behave("tokens=100");

        var used = await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            using var answer = await api.Post(Chat, Api.Chat($"Number {number}", extra: ",\"max_tokens\":100"));
            return answer.StatusCode is HttpStatusCode.OK ? (await Api.Json(answer)).GetProperty("usage").GetProperty("total_tokens").GetInt64() : 0;
        }));

        await product.Upstream.BeHonest();
        Assert.InRange(used.Sum(), 1_000, 5_000);
        Assert.Contains(0, used);
    }

    [Fact]
    public async Task Debt_of_an_estimated_plan_is_paid_before_new_calls_pass()
    {
        using var api = new Api(product.Address, "debtor");
        await product.Upstream.Behave("tokens=400; times=1");

        using var first = await api.Post(Chat, Api.Chat("Tell me all"));
        using var second = await api.Post(Chat, Api.Chat("More"));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.InRange(int.Parse(second.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 30, 45);
        Assert.Equal(0, Remaining(second, "tokens"));
    }

    [Fact]
    public async Task A_budget_is_hard_before_the_call()
    {
        using var api = new Api(product.Address, "spender");
        var spent = 0;
        HttpResponseMessage answer;
        while ((answer = await api.Post(Chat, Api.Chat("Spend", extra: ",\"max_tokens\":1000"))).StatusCode is HttpStatusCode.OK) spent++;

        // A thousand tokens cost 0.0012 at peak and 0.0006 else, of a budget of 0.01; what is not used comes back.
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(spent, 1, 10_000);
        Assert.Contains("cost", (await Api.Json(answer)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        answer.Dispose();
    }

    private static long Remaining(HttpResponseMessage answer, string unit) =>
        long.Parse(answer.Headers.GetValues($"x-ratelimit-remaining-{unit}").Single(), CultureInfo.InvariantCulture);

    /// <summary>The whole product in one process, with a tenant for each of the tests.</summary>
    public sealed class Product : IAsyncLifetime
    {
        private SiloProcess _silo = null!;

        internal SimulatedUpstream Upstream { get; private set; } = null!;

        internal string Address => _silo.Address;

        public async ValueTask InitializeAsync()
        {
            Upstream = await SimulatedUpstream.Start();
            var settings = new Dictionary<string, string?> { ["Upstreams__deepseek__ProgressTimeout"] = "00:00:02", ["Upstreams__deepseek__IdleTimeout"] = "00:00:02", ["Upstreams__deepseek__FirstTokenTimeout"] = "00:00:02" };
            settings.AddTenant("small-strict", "Strict", Limit("Tokens", 300, ("Period", "01:00:00")));
            settings.AddTenant("small-estimated", "Estimated", Limit("Tokens", 10, ("Period", "01:00:00")));
            settings.AddTenant("under-reserve", "Strict", Limit("Tokens", 500, ("Period", "01:00:00")));
            settings.AddTenant("leaver", "Estimated", Limit("Tokens", 100_000, ("Period", "1.00:00:00")));
            settings.AddTenant("two-limits", "Strict", Limit("Requests", 10, ("Period", "01:00:00")), Limit("Tokens", 1_000, ("Period", "01:00:00")));
            settings.AddTenant("one-call", "Estimated", Limit("Concurrency", 1));
            settings.AddTenant("one-stream", "Estimated", Limit("Concurrency", 1));
            settings.AddTenant("crowd", "Strict", Limit("Tokens", 5_000, ("Period", "1.00:00:00")));
            settings.AddTenant("debtor", "Estimated", Limit("Tokens", 600, ("Period", "00:01:00"), ("Burst", "100")));
            settings.AddTenant("spender", "Estimated", Limit("Cost", 0, ("Amount", "0.01"), ("Algorithm", "FixedWindow"), ("Every", "Month"), ("TimeZone", "Europe/Berlin")));
            _silo = await new SiloProcess(Upstream.Address, settings: settings).Start();
        }

        public async ValueTask DisposeAsync()
        {
            await _silo.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}

using System.Globalization;
using System.Net;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

public sealed class LimitTests(TestProduct product) : IClassFixture<TestProduct>
{
    [Fact]
    public async Task A_request_over_a_limit_is_told_when_to_come_back_and_then_passes()
    {
        using var api = new Api(product.Address, TestTenants.FewRequests);
        HttpResponseMessage refused;
        do refused = await api.Post("/v1/chat/completions", Api.Chat("again"));
        while (refused.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var error = (await Api.Json(refused)).GetProperty("error");
        Assert.Contains("requests", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal("3", Header(refused, "x-ratelimit-limit-requests"));
        Assert.Equal("0", Header(refused, "x-ratelimit-remaining-requests"));
        Assert.NotEmpty(Header(refused, "x-ratelimit-reset-requests"));
        Assert.NotEmpty(Header(refused, "RateLimit-Policy"));
        Assert.NotEmpty(Header(refused, "RateLimit"));

        // The promise is about waiting, so this test waits, exactly as long as it was told to.
        await Task.Delay(TimeSpan.FromSeconds(int.Parse(Header(refused, "Retry-After"), CultureInfo.InvariantCulture)), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await api.Post("/v1/chat/completions", Api.Chat("again"))).StatusCode);
    }

    [Fact]
    public async Task Tokens_are_counted_as_the_provider_counts_them()
    {
        using var api = new Api(product.Address, TestTenants.FewTokens);
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("count me", extra: ",\"max_tokens\":500"));
        var used = (await Api.Json(answer)).GetProperty("usage").GetProperty("total_tokens").GetInt64();

        using var next = await api.Post("/v1/chat/completions", Api.Chat("too many", extra: ",\"max_tokens\":1000"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, next.StatusCode);
        Assert.Contains("tokens", (await Api.Json(next)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.InRange(long.Parse(Header(answer, "x-ratelimit-remaining-tokens"), CultureInfo.InvariantCulture), 1_000 - used, 1_000);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"deepseek-flash","messages":[{"role":"user","content":"how much"}],"stream":true}""")]
    [InlineData("/v1/responses", """{"model":"deepseek-flash","input":"how much","stream":true}""")]
    public async Task A_stream_says_what_is_left_of_the_limits_in_its_headers(string path, string body)
    {
        using var api = new Api(product.Address);

        using var answer = await api.Post(path, body);

        Assert.Equal("1000000", Header(answer, "x-ratelimit-limit-requests"));
        Assert.NotEmpty(Header(answer, "x-ratelimit-remaining-tokens"));
        Assert.NotEmpty(Header(answer, "RateLimit"));
    }

    [Fact]
    public async Task A_permit_is_held_as_long_as_the_stream_and_comes_back_with_its_end()
    {
        await product.Upstream.Behave("tokens=1000; tps=10");
        using var api = new Api(product.Address, TestTenants.OneAtATime);
        var number = await product.Upstream.Newest() + 1;
        using (await api.Post("/v1/chat/completions", Api.Chat("long", stream: true)))
        {
            using var second = await api.Post("/v1/chat/completions", Api.Chat("second"));
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.Contains("concurrency", (await Api.Json(second)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await product.Upstream.End(number);
        await product.Upstream.BeHonest();
        HttpResponseMessage third;
        do third = await api.Post("/v1/chat/completions", Api.Chat("third"));
        while (third.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : "";
}

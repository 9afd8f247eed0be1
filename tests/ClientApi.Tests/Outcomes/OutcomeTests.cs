using System.Net;
using System.Reflection;
using Orchestrator.Hosting;
using Orchestrator.Quota;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Outcomes;

/// <summary>Every way a request can end, whole and streamed: the same status and the same words.</summary>
public sealed class OutcomeTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string, ChatOutcome, int, string, string, string?, string?> Outcomes => new()
    {
        { "refused requests", Refused(QuotaUnit.Requests, 1, 10), 429, "rate_limit_exceeded", "requests", "2", "true" },
        { "refused tokens", Refused(QuotaUnit.Tokens, 5, 10), 429, "rate_limit_exceeded", "tokens", "2", "true" },
        { "refused concurrency", Refused(QuotaUnit.Concurrency, 1, 10), 429, "rate_limit_exceeded", "requests", "2", "true" },
        { "refused cost", Refused(QuotaUnit.Cost, 1, 10), 429, "rate_limit_exceeded", "cost", "2", "true" },
        { "refused for ever", Refused(QuotaUnit.Tokens, 11, 10, never: true), 429, "rate_limit_exceeded", "tokens", null, "false" },
        { "rejected", Answers.Failed(UpstreamFailureKind.Rejected, 422), 422, "some_code", "some_type", null, "false" },
        { "rejected without status", Answers.Failed(UpstreamFailureKind.Rejected), 400, "some_code", "some_type", null, "false" },
        { "account", Answers.Failed(UpstreamFailureKind.Account, 401), 502, "upstream_account_error", "upstream_error", null, "false" },
        { "limited", Answers.Failed(UpstreamFailureKind.Limited, 429), 429, "upstream_rate_limited", "some_type", "1", "true" },
        { "broken", Answers.Failed(UpstreamFailureKind.Broken, 500), 503, "some_code", "some_type", null, "true" },
        { "unreachable", Answers.Failed(UpstreamFailureKind.Unreachable), 502, "upstream_unreachable", "upstream_error", null, "true" },
        { "too slow", Answers.Failed(UpstreamFailureKind.TooSlow), 504, "upstream_timeout", "upstream_error", null, "true" },
        { "malformed", Answers.Failed(UpstreamFailureKind.Malformed), 502, "upstream_malformed", "upstream_error", null, "true" },
        { "breaker", Answers.Failed(UpstreamFailureKind.BreakerOpen), 503, "upstream_unavailable", "upstream_error", "1", "true" },
        { "invalid", new ChatOutcome.Invalid("locked", "conversation", "conversation_locked"), 400, "conversation_locked", "invalid_request_error", null, null },
        { "missing", new ChatOutcome.Invalid("none", null, "conversation_not_found", 404), 404, "conversation_not_found", "invalid_request_error", null, null },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task An_outcome_is_told_the_same_way_whole_and_streamed(string name, object outcome, int status, string code, string type, string? retryAfter, string? shouldRetry)
    {
        _api.Hall.Answer = (_, _, _) => Task.FromResult(((ChatOutcome)outcome) with { Levels = Answers.Levels });
        foreach (var path in new[] { "/v1/chat/completions", "/v1/responses" })
        {
            foreach (var stream in new[] { "false", "true" })
            {
                using var answer = await _api.Post(path, $$"""{"model":"small","stream":{{stream}},"input":"x","messages":[{"role":"user","content":"x"}]}""");

                var error = await answer.Error();
                Assert.Equal(status, (int)answer.StatusCode);
                Assert.Equal((code, type), (error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
                Assert.Equal((retryAfter, shouldRetry), (answer.Header("Retry-After"), answer.Header("x-should-retry")));
                Assert.Equal("12", answer.Header("x-ratelimit-remaining-requests"));
                Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
            }
        }
        Assert.NotEmpty(name);
    }

    [Fact]
    public async Task A_refusal_names_the_limit_what_was_asked_and_when_to_come_back()
    {
        _api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(Refused(QuotaUnit.Tokens, 5, 10));

        using var answer = await _api.Post("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal(
            "Rate limit 'per-minute' reached: it allows 10 tokens, 3 are left and the request needs 5. Please try again in 1.2 s.",
            (await answer.Error()).GetProperty("message").GetString());
        Assert.Equal("1200", answer.Header("retry-after-ms"));
    }

    [Fact]
    public async Task The_providers_words_about_our_account_are_not_passed_on()
    {
        _api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Failed(UpstreamFailureKind.Account, 401));

        using var answer = await _api.Post("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"x"}]}""");

        Assert.DoesNotContain("cdef", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Outages => [nameof(Orleans.Runtime.SiloUnavailableException), nameof(TimeoutException), nameof(Orleans.Runtime.OrleansMessageRejectionException)];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_call_that_fails_in_the_cluster_is_unavailable_and_made_once(string kind)
    {
        _api.Hall.Answer = (_, _, _) => throw kind switch
        {
            nameof(TimeoutException) => new TimeoutException(),
            nameof(Orleans.Runtime.SiloUnavailableException) => new Orleans.Runtime.SiloUnavailableException(),
            _ => (Exception)Activator.CreateInstance(typeof(Orleans.Runtime.OrleansMessageRejectionException), BindingFlags.NonPublic | BindingFlags.Instance, null, ["rejected"], null)!,
        };
        foreach (var stream in new[] { "false", "true" })
        {
            _api.Hall.Requests.Clear();

            using var answer = await _api.Post("/v1/chat/completions", $$"""{"model":"small","stream":{{stream}},"messages":[{"role":"user","content":"x"}]}""");

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("1", answer.Header("Retry-After"));
            Assert.Equal("service_unavailable", (await answer.Error()).GetProperty("code").GetString());
            Assert.Single(_api.Hall.Requests);
        }
    }

    [Fact]
    public async Task A_bug_is_an_internal_error_that_tells_nothing_of_itself()
    {
        _api.Hall.Answer = (_, _, _) => throw new InvalidOperationException("secret");

        using var answer = await _api.Post("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(12, "12ms")]
    [InlineData(1000, "1s")]
    [InlineData(1500, "1.5s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(90_061_000, "25h1m1s")]
    public void Durations_are_spelled_as_OpenAI_spells_them(int milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    private static ChatOutcome.Refused Refused(QuotaUnit unit, long asked, long amount, bool never = false) =>
        new(new Refusal("per-minute", unit, amount, asked, 3, never ? null : TimeSpan.FromSeconds(1.2)));
}

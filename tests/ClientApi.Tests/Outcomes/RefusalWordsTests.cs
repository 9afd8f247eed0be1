using Orchestrator.Hosting;
using Orchestrator.Quota;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Outcomes;

public sealed class RefusalWordsTests
{
    [Theory]
    [InlineData(QuotaUnit.Requests, 600, 1, 0, "it allows 600 requests, 0 are left and the request needs 1. Please try again in 1.2 s.")]
    [InlineData(QuotaUnit.Tokens, 10, 5, 3, "it allows 10 tokens, 3 are left and the request needs 5. Please try again in 1.2 s.")]
    [InlineData(QuotaUnit.Concurrency, 4, 1, 0, "it allows 4 requests at a time, 0 are left and the request needs 1. Please try again in 1.2 s.")]
    [InlineData(QuotaUnit.Cost, 12_500_000_000, 4_096_000, 1, "it allows 12.5 in cost, 0.000000001 is left and the request needs 0.004096. Please try again in 1.2 s.")]
    [InlineData(QuotaUnit.Tokens, 10, 5, -300, "it allows 10 tokens, 0 are left and the request needs 5. Please try again in 1.2 s.")]
    public void A_refusal_says_what_the_limit_allows_what_is_left_what_was_asked_and_when_to_come_back(QuotaUnit unit, long amount, long asked, long remaining, string words)
    {
        var error = RefusalWords.Of(new Refusal("the-limit", unit, amount, asked, remaining, TimeSpan.FromSeconds(1.2)));

        Assert.Equal($"Rate limit 'the-limit' reached: {words}", error.Message);
        Assert.Equal((TimeSpan.FromSeconds(1.2), true), (error.RetryAfter, error.ShouldRetry));
    }

    [Theory]
    [InlineData(QuotaUnit.Tokens, "The request can never be covered by this limit: lower max_tokens or shorten the prompt.")]
    [InlineData(QuotaUnit.Cost, "The request can never be covered by this limit: lower max_tokens or shorten the prompt.")]
    [InlineData(QuotaUnit.Requests, "The request can never be covered by this limit.")]
    public async Task A_refusal_for_ever_says_so_and_names_no_time(QuotaUnit unit, string words)
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Refused(new Refusal("the-limit", unit, 10, 20, 10, null)));

        using var answer = await api.Post("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"x"}]}""");

        Assert.EndsWith(words, (await answer.Error()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((429, null, null, "false"), ((int)answer.StatusCode, answer.Header("Retry-After"), answer.Header("retry-after-ms"), answer.Header("x-should-retry")));
    }

    [Theory]
    [InlineData(1, "1", "1", "0.001")]
    [InlineData(9_999_999, "1", "1000", "1")]
    [InlineData(10_000_000, "1", "1000", "1")]
    [InlineData(10_000_001, "2", "1001", "1.001")]
    [InlineData(12_344_001, "2", "1235", "1.235")]
    [InlineData(26_784_000_000_001, "2678401", "2678400001", "2678400.001")]
    public async Task When_to_come_back_is_rounded_up_wherever_it_is_said(long ticks, string seconds, string milliseconds, string words)
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Refused(new Refusal("the-limit", QuotaUnit.Requests, 10, 1, 0, new TimeSpan(ticks))));

        using var answer = await api.Post("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal((seconds, milliseconds), (answer.Header("Retry-After"), answer.Header("retry-after-ms")));
        Assert.EndsWith($"Please try again in {words} s.", (await answer.Error()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}

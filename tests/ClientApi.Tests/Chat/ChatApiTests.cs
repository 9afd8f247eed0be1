using System.Net;
using System.Text;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Chat;

public sealed class ChatApiTests
{
    private const string Hello = """{"model":"small","messages":[{"role":"user","content":"hello"}]}""";

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/chat/completions")]
    public async Task A_whole_answer_is_the_providers_body_byte_for_byte(string path)
    {
        const string Body = """{ "id":"x",  "choices":[ {"message":{"content":"grüß\u0020dich"}} ] }""";
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole(Body));

        var answer = await api.Post(path, Hello);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(Body, await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("req_", answer.Header("x-request-id"), StringComparison.Ordinal);
        Assert.Equal("req_" + api.Hall.Requests[0].Id.Value.ToString("N"), answer.Header("x-request-id"));
    }

    [Fact]
    public async Task Messages_and_parameters_pass_through_verbatim_in_their_order_unknown_ones_too()
    {
        const string First = """{ "role" : "system","content":"S \u00e4 ü", "x_unknown": [1, 2.50] }""";
        const string Second = """{"content":[{"type":"image_url","image_url":{"url":"u"}}],"role":"user"}""";
        const string Request = "{\"zeta\":{\"deep\": [ 1e3 , null]}, \"temperature\": 0.70, \"messages\": [ " + First + " , " + Second
            + " ],\"model\":\"small\",\"max_tokens\":77,\"stream\":false,\"x\\u0041\":true, \"stop\":null}";
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));

        using var answer = await api.Post("/v1/chat/completions", Request);

        var prompt = api.Hall.Requests.Single().Prompt;
        Assert.Equal([First, Second], prompt.Messages.Select(message => Encoding.UTF8.GetString(message.Json.Span)));
        Assert.Equal(["system", "user"], prompt.Messages.Select(message => message.Role));
        Assert.Equal("""
            "zeta":{"deep": [ 1e3 , null]},"temperature":0.70,"x\u0041":true,"stop":null
            """, Encoding.UTF8.GetString(prompt.Parameters.Span));
        Assert.Equal(new ModelName("small"), prompt.Model);
        Assert.Equal(77, prompt.MaxTokens);
        Assert.False(prompt.Stream);
        Assert.Equal((new TenantId("acme"), "acme1"), (api.Hall.Requests[0].Tenant, api.Hall.Requests[0].Key));
        Assert.Null(api.Hall.Requests[0].Place);
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("\"default\"", 0)]
    [InlineData("\"priority\"", 1)]
    [InlineData("\"flex\"", -1)]
    public async Task The_service_tier_is_the_place_among_the_tenants_own_and_goes_to_the_provider_as_it_came(string tier, int priority)
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));

        using var answer = await api.Post("/v1/chat/completions", Hello[..^1] + $",\"service_tier\":{tier}}}");

        Assert.Equal(priority, api.Hall.Requests.Single().Priority);
        Assert.Equal($"\"service_tier\":{tier}", Encoding.UTF8.GetString(api.Hall.Requests.Single().Prompt.Parameters.Span));
    }

    [Theory]
    [InlineData("\"max_tokens\":77", 77)]
    [InlineData("\"max_completion_tokens\":77", 77)]
    [InlineData("\"max_tokens\":1,\"max_completion_tokens\":1000", 1000)]
    [InlineData("\"max_completion_tokens\":1,\"max_tokens\":1000", 1000)]
    [InlineData("\"max_tokens\":null,\"max_completion_tokens\":5", 5)]
    [InlineData("\"max_tokens\":null,\"max_completion_tokens\":null", null)]
    [InlineData("\"m\\u0061x_tokens\":7", 7)]
    public async Task The_most_that_may_come_back_is_the_larger_word_and_no_parameter(string members, int? most)
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));

        using var answer = await api.Post("/v1/chat/completions", $$"""{"model":"small",{{members}},"seed":1,"messages":[{"role":"user","content":"hello"}]}""");

        var prompt = api.Hall.Requests.Single().Prompt;
        Assert.Equal((most, "\"seed\":1"), (prompt.MaxTokens, Encoding.UTF8.GetString(prompt.Parameters.Span)));
    }

    [Fact]
    public async Task Whole_answers_tell_the_tightest_limit_of_each_kind_and_all_policies()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));

        using var answer = await api.Post("/v1/chat/completions", Hello);

        Assert.Equal("1000", answer.Header("x-ratelimit-limit-requests"));
        Assert.Equal("12", answer.Header("x-ratelimit-remaining-requests"));
        Assert.Equal("1h0m0s", answer.Header("x-ratelimit-reset-requests"));
        Assert.Equal("150000", answer.Header("x-ratelimit-limit-tokens"));
        Assert.Equal("149000", answer.Header("x-ratelimit-remaining-tokens"));
        Assert.Equal("6m0s", answer.Header("x-ratelimit-reset-tokens"));
        Assert.Equal("""
            "per-minute";q=60;w=60, "per-day";q=1000;w=86400, "tokens";q=150000;qu="tokens";w=600, "parallel";q=8;qu="concurrent-requests"
            """, answer.Header("RateLimit-Policy"));
        Assert.Equal("""
            "per-minute";r=59;t=1, "per-day";r=12;t=3600, "tokens";r=149000;t=360, "parallel";r=7
            """, answer.Header("RateLimit"));
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_its_call()
    {
        await using var api = await ApiUnderTest.Start();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Hall.Answer = async (_, _, gone) =>
        {
            using var registration = gone.Register(() => cancelled.TrySetResult());
            called.SetResult();
            await cancelled.Task;
            throw new OperationCanceledException(gone);
        };
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent(Hello, Encoding.UTF8, "application/json");
        var call = api.Client.PostAsync("/v1/chat/completions", content, leaving.Token);
        await called.Task;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}

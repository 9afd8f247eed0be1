using System.Net;
using System.Text;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>What is refused at the door goes no further. That each gets the right error is told by ClientApi.Tests; here it is the rest of the product that is watched.</summary>
public sealed class MalformedTests(TestProduct product) : IClassFixture<TestProduct>
{
    private const string Canary = "canary-7c1f";

    private static readonly (string Path, string Body)[] s_malformed =
    [
        ("/v1/chat/completions", $$"""{"model":"deepseek-flash","messages":[{"role":"user","content":"{{Canary}}"}"""),
        ("/v1/chat/completions", $$"""{"model":"deepseek-flash","model":"deepseek-flash","messages":[{"role":"user","content":"{{Canary}}"}]}"""),
        ("/v1/chat/completions", $$"""{"model":"{{Canary}}","messages":[{"role":"user","content":"{{Canary}}"}]}"""),
        ("/v1/chat/completions", $$"""{"model":"deepseek-flash","messages":"{{Canary}}"}"""),
        ("/v1/chat/completions", $$"""{"model":"deepseek-flash","messages":[{"role":"{{Canary}}","content":"{{Canary}}"}]}"""),
        ("/v1/chat/completions", $$"""{"model":"deepseek-flash","temperature":9,"messages":[{"role":"user","content":"{{Canary}}"}]}"""),
        ("/v1/responses", $$"""{"model":"deepseek-flash","input":[{"type":"{{Canary}}"}]}"""),
        ("/v1/responses", $$"""{"model":"deepseek-flash","input":"{{Canary}}","background":true,"store":false}"""),
        ("/v1/responses", $$"""{"model":"deepseek-flash","input":"{{Canary}}","previous_response_id":"resp_{{Canary}}"}"""),
        ("/v1/conversations", $$"""{"metadata":"{{Canary}}"}"""),
    ];

    [Fact]
    public async Task What_is_malformed_reaches_no_upstream_takes_no_quota_and_is_not_logged()
    {
        var before = await product.Upstream.Newest();
        using var few = new Api(product.Address, TestTenants.FewRequests);
        foreach (var (path, body) in s_malformed.Concat(s_malformed))
        {
            using var answer = await few.Post(path, body);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
        }

        using var whole = await few.Post("/v1/chat/completions", Api.Chat($"{Canary} that is answered"));

        Assert.Equal("2", whole.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Single(await product.Upstream.Journal(before));
        Assert.DoesNotContain(Canary, product.Silo.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_ids_sound_like_missing_ones()
    {
        using var owner = new Api(product.Address);
        using var stranger = new Api(product.Address, TestTenants.Other);
        var response = await Api.Json(await owner.Post("/v1/responses", """{"model":"deepseek-flash","input":"mine"}"""));
        var conversation = (await Api.Json(await owner.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        var foreign = response.GetProperty("id").GetString()!;
        var missing = foreign[..10] + (foreign[10] == '0' ? '1' : '0') + foreign[11..];

        Assert.Equal(await Error(stranger, foreign), (await Error(stranger, missing)).Replace(missing, foreign, StringComparison.Ordinal));
        using var foreignConversation = await stranger.Get($"/v1/conversations/{conversation}");
        Assert.Equal(HttpStatusCode.NotFound, foreignConversation.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        using var api = new Api(product.Address);
        var body = new StringBuilder("""{"model":"deepseek-flash","messages":[{"role":"user","content":" """).Append('x', 9 * 1024 * 1024).Append("\"}]}");

        using var answer = await api.Post("/v1/chat/completions", body.ToString());

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static async Task<string> Error(Api api, string response)
    {
        using var answer = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"next","previous_response_id":"{{response}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}

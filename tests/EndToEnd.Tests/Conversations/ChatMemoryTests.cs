using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Conversations;

/// <summary>Chat completions in a conversation that the service keeps.</summary>
public sealed class ChatMemoryTests(TestProduct product) : IClassFixture<TestProduct>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_that_names_a_conversation_sends_only_what_is_new_and_the_upstream_gets_all_of_it(bool stream)
    {
        using var api = new Api(product.Address);
        var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        foreach (var words in new[] { $"first {stream}", $"second {stream}", $"third {stream}" })
        {
            using var answer = await api.Post("/v1/chat/completions",
                $$"""{"model":"deepseek-flash","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{words}}"}],"conversation":"{{conversation}}","stream":{{(stream ? "true" : "false")}}}""");
            Assert.True(answer.IsSuccessStatusCode);
            await answer.Content.ReadAsStringAsync();
        }

        var sent = JsonDocument.Parse(Assert.Single(await product.Upstream.Journal(0, $"third {stream}")).GetProperty("body").GetString()!).RootElement;
        Assert.Equal(["system", "user", "assistant", "user", "assistant", "user"], sent.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.False(sent.TryGetProperty("conversation", out _));

        // The same conversation, seen and gone on with by a client of the newer API.
        var items = await api.Json($"/v1/conversations/{conversation}/items?order=asc");
        Assert.Equal(3, items.GetProperty("data").EnumerateArray().Count(item => item.GetProperty("type").GetString() == "message" && item.GetProperty("role").GetString() == "user"));
        using var next = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"fourth {{stream}}","conversation":"{{conversation}}"}""");
        Assert.Equal("completed", (await Api.Json(next)).GetProperty("status").GetString());
        Assert.Contains($"second {stream}", Assert.Single(await product.Upstream.Journal(0, $"fourth {stream}")).GetProperty("body").GetString(), StringComparison.Ordinal);
    }
}

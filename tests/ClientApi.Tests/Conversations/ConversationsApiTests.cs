using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Hosting;
using Orchestrator.Identity;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationsApiTests : IAsyncLifetime
{
    private const string RivalKey = "orc_rival_0123456789abcdef";

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.Start(new() { ["Tenants:rival:Keys:rival"] = KeyHash.Of(RivalKey).ToString() });
        _api.Grains.NewConversation = key => new FakeConversation(key);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_conversation_can_begin_with_nothing(string body)
    {
        using var answer = await _api.Post("/v1/conversations", body);

        var conversation = await answer.Json();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(ConversationId.TryParse(conversation.GetProperty("id").GetString(), out _));
        Assert.Equal(("conversation", 5, "{}"), (conversation.GetProperty("object").GetString(), conversation.GetProperty("created_at").GetInt32(), conversation.GetProperty("metadata").GetRawText()));
    }

    [Fact]
    public async Task A_conversation_can_begin_with_items_and_metadata()
    {
        using var answer = await _api.Post("/v1/conversations", """{"items":[{"role":"user","content":"x"}],"metadata":{"k":"v"}}""");

        var start = Only().Start!;
        Assert.Equal("""{"role":"user","content":"x"}""", Encoding.UTF8.GetString(start.Messages.Single().Json.Span));
        Assert.Equal("v", start.Metadata["k"]);
        Assert.Equal("""{"k":"v"}""", (await answer.Json()).GetProperty("metadata").GetRawText());
    }

    [Theory]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("""{"items":[{"type":"other"}]}""", "items[0].type")]
    [InlineData("""{"metadata":[]}""", "metadata")]
    public async Task A_wrong_beginning_is_refused_by_name(string body, string param)
    {
        using var answer = await _api.Post("/v1/conversations", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(param, (await answer.Error()).GetProperty("param").GetString());
        Assert.Empty(_api.Grains.Conversations);
    }

    [Fact]
    public async Task Twenty_one_items_are_too_many()
    {
        using var answer = await _api.Post("/v1/conversations", "{\"items\":[" + string.Join(',', Enumerable.Repeat("{\"role\":\"user\",\"content\":\"x\"}", 21)) + "]}");

        Assert.Equal("items", (await answer.Error()).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Anothers_conversation_and_a_missing_one_sound_the_same()
    {
        var id = await Begin();
        using var rival = _api.NewClient(RivalKey);
        foreach (var path in new[] { $"/v1/conversations/{id}", $"/v1/conversations/{id}/items" })
        {
            using var foreign = await rival.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
            using var missing = await _api.Client.GetAsync(path.Replace(id, "conv_nothing", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Equal((await missing.Content.ReadAsStringAsync()).Replace("conv_nothing", id, StringComparison.Ordinal), await foreign.Content.ReadAsStringAsync());
        }
        using var own = await _api.Client.GetAsync($"/v1/conversations/{id}");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_of_any_size_together_are_all_items_once_in_order(string order)
    {
        var id = await Begin();
        for (var number = 1; number <= 40; number++) Only().Kept.Add(Turn(number));
        var all = await ReadAll(id, order, 100);

        Assert.Equal(1 + (40 * 5), all.Count);
        foreach (var limit in new[] { 1, 3, 7, 100 }) Assert.Equal(all, await ReadAll(id, order, limit));
        Assert.Equal(all.Count, all.Distinct().Count());
        if (order == "desc") Assert.Equal(Enumerable.Reverse(await ReadAll(id, "asc", 100)), all);
    }

    [Fact]
    public async Task A_turn_is_listed_as_the_items_it_was()
    {
        var id = await Begin();
        Only().Kept.Add(Turn(1));

        var list = (await (await _api.Client.GetAsync($"/v1/conversations/{id}/items?order=asc")).Json()).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(["message", "message", "function_call_output", "reasoning", "message", "function_call"], list.Select(item => item.GetProperty("type").GetString()));
        Assert.Equal(["msg", "msg", "fco", "rs", "msg", "fc"], list.Select(item => item.GetProperty("id").GetString()!.Split('_')[0]));
        Assert.All(list, item => Assert.Equal("completed", item.GetProperty("status").GetString()));
        Assert.Equal("""[{"type":"input_text","text":"q"}]""", list[1].GetProperty("content").GetRawText());
        Assert.Equal("output_text", list[4].GetProperty("content")[0].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("order=up", "order")]
    [InlineData("after=msg_1", "after")]
    public async Task A_wrong_page_is_refused_by_name(string query, string param)
    {
        using var answer = await _api.Client.GetAsync($"/v1/conversations/{await Begin()}/items?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(param, (await answer.Error()).GetProperty("param").GetString());
    }

    private FakeConversation Only() => (FakeConversation)_api.Grains.Conversations.Values.Single();

    private async Task<string> Begin()
    {
        using var answer = await _api.Post("/v1/conversations", """{"items":[{"role":"system","content":"s"}]}""");
        return (await answer.Json()).GetProperty("id").GetString()!;
    }

    private async Task<List<string>> ReadAll(string conversation, string order, int limit)
    {
        var ids = new List<string>();
        var after = "";
        while (true)
        {
            using var answer = await _api.Client.GetAsync($"/v1/conversations/{conversation}/items?order={order}&limit={limit}{after}");
            var page = await answer.Json();
            var data = page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToList();
            Assert.Equal((data[0], data[^1]), (page.GetProperty("first_id").GetString(), page.GetProperty("last_id").GetString()));
            Assert.True(data.Count <= limit);
            ids.AddRange(data);
            if (!page.GetProperty("has_more").GetBoolean()) return ids;
            after = "&after=" + data[^1];
        }
    }

    private static Turn Turn(int number) => new()
    {
        Number = number,
        At = DateTimeOffset.UnixEpoch,
        Input = [Message("user", """{"role":"user","content":"q"}"""), Message("tool", """{"role":"tool","tool_call_id":"c","content":"r"}""")],
        Output = Message("assistant", """{"role":"assistant","reasoning_content":"hm","content":"a","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}"""),
    };

    private static Message Message(string role, string json) => new(role, Encoding.UTF8.GetBytes(json));
}

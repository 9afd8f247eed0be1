using System.Net;
using System.Text.Json;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationLifeApiTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;
    private FakeConversation? _fake;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.Start();
        _api.Grains.NewConversation = key => _fake = new FakeConversation(key);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Metadata_is_replaced_as_a_whole()
    {
        var id = await Create("""{"metadata":{"a":"1","b":"2"}}""");

        using var answer = await _api.Post($"/v1/conversations/{id}", """{"metadata":{"c":"3"}}""");

        Assert.Equal("""{"c":"3"}""", (await answer.Json()).GetProperty("metadata").GetRawText());
    }

    [Theory]
    [InlineData("{}", "metadata")]
    [InlineData("""{"metadata":null}""", "metadata")]
    [InlineData("""{"metadata":{"k":5}}""", "metadata.k")]
    public async Task Bad_metadata_is_refused_by_name_and_changes_nothing(string body, string param)
    {
        var id = await Create("""{"metadata":{"a":"1"}}""");

        using var answer = await _api.Post($"/v1/conversations/{id}", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(param, (await answer.Json()).GetProperty("error").GetProperty("param").GetString());
        Assert.Equal("1", (await Get(id)).GetProperty("metadata").GetProperty("a").GetString());
    }

    [Fact]
    public async Task A_deleted_conversation_is_missing()
    {
        var id = await Create("{}");

        using var first = await Delete(id);
        using var second = await Delete(id);

        Assert.Equal($$"""{"id":"{{id}}","object":"conversation.deleted","deleted":true}""", await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
    }

    [Fact]
    public async Task Items_are_added_found_by_the_ids_that_were_given_and_listed()
    {
        var id = await Create("""{"items":[{"role":"user","content":"first"}]}""");

        using var answer = await _api.Post($"/v1/conversations/{id}/items",
            """{"items":[{"role":"user","content":"second"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"o"}]}""");

        var added = await answer.Json();
        Assert.Equal(["message", "function_call", "function_call_output"], added.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        Assert.False(added.GetProperty("has_more").GetBoolean());
        foreach (var item in added.GetProperty("data").EnumerateArray())
        {
            using var found = await _api.Client.GetAsync($"/v1/conversations/{id}/items/{item.GetProperty("id").GetString()}");
            Assert.Equal(item.GetRawText(), await found.Content.ReadAsStringAsync());
        }

        using var list = await _api.Client.GetAsync($"/v1/conversations/{id}/items?order=asc");
        Assert.Equal(4, (await list.Json()).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("{}", "items")]
    [InlineData("""{"items":[]}""", "items")]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("""{"items":[{"type":"image"}]}""", "items[0].type")]
    public async Task Bad_items_are_refused_by_name_and_nothing_is_added(string body, string param)
    {
        var id = await Create("{}");

        using var answer = await _api.Post($"/v1/conversations/{id}/items", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(param, (await answer.Json()).GetProperty("error").GetProperty("param").GetString());
        Assert.Empty(_fake!.Kept);
    }

    [Fact]
    public async Task While_a_turn_runs_adding_is_refused_as_locked()
    {
        var id = await Create("{}");
        _fake!.IsLocked = true;

        using var answer = await _api.Post($"/v1/conversations/{id}/items", """{"items":[{"role":"user","content":"x"}]}""");

        Assert.Equal("conversation_locked", (await answer.Json()).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("msg_no")]
    [InlineData("msg_0198c0de00007000800000000000000100000000i0000")]
    public async Task An_item_id_that_names_nothing_here_is_not_found(string item)
    {
        var id = await Create("""{"items":[{"role":"user","content":"first"}]}""");

        using var answer = await _api.Client.GetAsync($"/v1/conversations/{id}/items/{item}");

        Assert.Equal((HttpStatusCode.NotFound, "item_not_found"), (answer.StatusCode, (await answer.Json()).GetProperty("error").GetProperty("code").GetString()));
    }

    private async Task<string> Create(string body)
    {
        using var answer = await _api.Post("/v1/conversations", body);
        return (await answer.Json()).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> Get(string id)
    {
        using var answer = await _api.Client.GetAsync($"/v1/conversations/{id}");
        return await answer.Json();
    }

    private Task<HttpResponseMessage> Delete(string id) => _api.Client.DeleteAsync($"/v1/conversations/{id}");
}

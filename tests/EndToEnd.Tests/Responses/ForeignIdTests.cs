using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Responses;

/// <summary>A tenant who knows another's ids learns nothing by them: each endpoint and each field answers as it does for ids that name nothing.</summary>
public sealed class ForeignIdTests(TestProduct product) : IClassFixture<TestProduct>
{
    public static TheoryData<string, string, string?> Ways => new()
    {
        // method, path, body; RESP, CONV and ITEM stand for ids
        { "GET", "/v1/responses/RESP", null },
        { "GET", "/v1/responses/RESP?stream=true", null },
        { "POST", "/v1/responses/RESP/cancel", "" },
        { "GET", "/v1/responses/RESP/input_items", null },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","previous_response_id":"RESP"}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","previous_response_id":"RESP","store":false}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","previous_response_id":"RESP","stream":true}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","previous_response_id":"RESP","background":true}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","conversation":"CONV"}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","conversation":{"id":"CONV"}}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","conversation":"CONV","store":false}""" },
        { "POST", "/v1/responses", """{"model":"deepseek-flash","input":"x","conversation":"CONV","background":true,"stream":true}""" },
        { "POST", "/v1/responses/compact", """{"model":"deepseek-flash","previous_response_id":"RESP"}""" },
        { "POST", "/v1/responses/input_tokens", """{"model":"deepseek-flash","input":"hi","previous_response_id":"RESP"}""" },
        { "POST", "/v1/responses/input_tokens", """{"model":"deepseek-flash","input":"hi","conversation":"CONV"}""" },
        { "POST", "/v1/chat/completions", """{"model":"deepseek-flash","messages":[{"role":"user","content":"x"}],"conversation":"CONV"}""" },
        { "POST", "/v1/chat/completions", """{"model":"deepseek-flash","messages":[{"role":"user","content":"x"}],"conversation":{"id":"CONV"},"stream":true}""" },
        { "GET", "/v1/conversations/CONV", null },
        { "GET", "/v1/conversations/CONV/items", null },
        { "GET", "/v1/conversations/CONV/items?after=ITEM", null },
        { "GET", "/v1/conversations/CONV/items/ITEM", null },
        { "POST", "/v1/conversations/CONV", """{"metadata":{"mine":"now"}}""" },
        { "POST", "/v1/conversations/CONV/items", """{"items":[{"role":"user","content":"x"}]}""" },
        { "DELETE", "/v1/conversations/CONV/items/ITEM", null },
        { "DELETE", "/v1/conversations/CONV", null },
        { "DELETE", "/v1/responses/RESP", null },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task A_foreign_id_is_a_missing_one(string method, string path, string? body)
    {
        var foreign = await Owned();
        using var stranger = new Api(product.Address, TestTenants.Other);
        var nowhere = Altered(foreign.Conversation);
        var missing = new Ids(Altered(foreign.Response), nowhere, foreign.Item.Replace(foreign.Conversation[5..], nowhere[5..], StringComparison.Ordinal));
        var background = foreign with { Response = foreign.Background };

        var expected = await Ask(stranger, method, path, body, missing);
        Assert.False(expected.Status is 200, $"{method} {path} answers for an id that names nothing.");
        Assert.Equal(expected, await Ask(stranger, method, path, body, foreign));
        Assert.Equal(expected, await Ask(stranger, method, path, body, background));
    }

    [Fact]
    public async Task A_foreign_item_id_in_a_page_of_ones_own_is_refused_as_a_missing_one()
    {
        var foreign = await Owned();
        using var stranger = new Api(product.Address, TestTenants.Other);
        var own = (await Api.Json(await stranger.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;

        var expected = await Ask(stranger, "GET", $"/v1/conversations/{own}/items?after=ITEM", null, foreign with { Item = Altered(foreign.Item) });
        Assert.Equal(expected, await Ask(stranger, "GET", $"/v1/conversations/{own}/items?after=ITEM", null, foreign));
    }

    /// <summary>A tenant's conversation with a response and its items, and a response made in the background.</summary>
    private async Task<Ids> Owned()
    {
        using var owner = new Api(product.Address);
        var conversation = (await Api.Json(await owner.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        using var response = await owner.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"A secret","conversation":"{{conversation}}"}""");
        var items = await owner.Json($"/v1/conversations/{conversation}/items");
        using var background = await owner.Post("/v1/responses", """{"model":"deepseek-flash","input":"Another secret","background":true,"stream":true}""");
        var log = new EventLog(background);
        var made = (await log.Next()).GetProperty("response").GetProperty("id").GetString()!;
        await log.Rest();
        return new Ids((await Api.Json(response)).GetProperty("id").GetString()!, conversation, items.GetProperty("data")[0].GetProperty("id").GetString()!) { Background = made };
    }

    /// <summary>The status and the body, with the ids that were asked for and the request's own taken out.</summary>
    private static async Task<(int Status, string Body)> Ask(Api api, string method, string path, string? body, Ids ids)
    {
        using var answer = method switch
        {
            "GET" => await api.Get(ids.In(path)),
            "DELETE" => await api.Delete(ids.In(path)),
            _ => await api.Post(ids.In(path), ids.In(body ?? "")),
        };
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Replace(ids.Response, "RESP", StringComparison.Ordinal).Replace(ids.Conversation, "CONV", StringComparison.Ordinal).Replace(ids.Item, "ITEM", StringComparison.Ordinal));
    }

    /// <summary>An id of the same form that names nothing.</summary>
    private static string Altered(string id) => id[..^9] + (id[^9] == '0' ? '1' : '0') + id[^8..];

    private sealed record Ids(string Response, string Conversation, string Item)
    {
        public string Background { get; init; } = "";

        public string In(string text) =>
            text.Replace("RESP", Response, StringComparison.Ordinal).Replace("CONV", Conversation, StringComparison.Ordinal).Replace("ITEM", Item, StringComparison.Ordinal);
    }
}

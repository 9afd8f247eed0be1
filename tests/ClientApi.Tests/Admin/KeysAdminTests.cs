using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>Keys through the admin API, and what they open.</summary>
public sealed class KeysAdminTests : IAsyncLifetime
{
    private const string Keys = "/admin/v1/tenants/zeta/keys";

    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        (_api, _admin) = await AdminUnderTest.Start(new() { ["Plans:free:Weight"] = "1" });
        (await _admin.PostAsJsonAsync("/admin/v1/tenants", new { id = "zeta", plan = "free" })).EnsureSuccessStatusCode().Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_keys_text_is_in_the_answer_that_makes_it_and_nowhere_else()
    {
        using var made = await _admin.PostAsJsonAsync(Keys, new { name = "laptop", models = new[] { "small" }, endpoints = new[] { "models" } });
        var text = (await made.Json()).GetProperty("key").GetString()!;
        var record = (await made.Json()).GetProperty("record");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.StatusCode, await Call(text)));
        Assert.Equal(("laptop", "active", "small", "models"), (record.GetProperty("name").GetString(), record.GetProperty("state").GetString(), record.GetProperty("models")[0].GetString(), record.GetProperty("endpoints")[0].GetString()));
        var secret = text.Split('_')[2];
        foreach (var path in new[] { Keys, "/admin/v1/audit", "/admin/v1/tenants/zeta" })
            Assert.DoesNotContain(secret, await _admin.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_key_is_rotated_both_open_the_door_until_the_old_one_ends_and_the_new_one_may_the_same()
    {
        var (old, id) = await Make("""{"endpoints":["models"],"name":"laptop"}""");

        using var rotated = await _admin.PostAsJsonAsync($"{Keys}/{id}/rotate", new { overlap_seconds = 3600 });
        var made = await rotated.Json();
        var text = made.GetProperty("key").GetString()!;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await Call(old), await Call(text)));
        Assert.Equal(("laptop", "models"), (made.GetProperty("record").GetProperty("name").GetString(), made.GetProperty("record").GetProperty("endpoints")[0].GetString()));
        var keys = await List();
        Assert.Equal(2, keys.Count);
        Assert.NotEqual(JsonValueKind.Null, keys.Single(key => key.GetProperty("id").GetString() == id).GetProperty("expires_at").ValueKind);

        // Without a time the old one ends there and then.
        (await _admin.PostAsJsonAsync($"{Keys}/{id}/rotate", new { overlap_seconds = 0 })).EnsureSuccessStatusCode().Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await Call(old));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_cannot_be_given_another_end()
    {
        var (text, id) = await Make("{}");
        Assert.Equal(HttpStatusCode.OK, await Call(text));

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync($"{Keys}/{id}")).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, await Call(text));
        Assert.Equal("revoked", (await List()).Single().GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.PatchAsJsonAsync($"{Keys}/{id}", new { expires_at = "2099-01-01T00:00:00Z" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.DeleteAsync($"{Keys}/unknown")).StatusCode);
    }

    [Fact]
    public async Task An_end_is_given_and_taken_back()
    {
        var (_, id) = await Make("{}");

        Assert.Equal("2099-01-01T00:00:00+00:00", (await (await _admin.PatchAsJsonAsync($"{Keys}/{id}", new { expires_at = "2099-01-01T00:00:00Z" })).Json()).GetProperty("expires_at").GetString());
        Assert.Equal(JsonValueKind.Null, (await (await _admin.PatchAsync($"{Keys}/{id}", AdminUnderTest.Json("""{"expires_at":null}"""))).Json()).GetProperty("expires_at").ValueKind);
    }

    [Theory]
    [InlineData("""{"endpoints":["admin"]}""", "endpoints", "chat, responses")]
    [InlineData("""{"expires_at":"2001-01-01T00:00:00Z"}""", "expires_at", "a time to come")]
    [InlineData("""{"expires_at":"soon"}""", "expires_at", "a time such as")]
    [InlineData("""{"models":"small"}""", "models", "array")]
    [InlineData("""{"secret":"mine"}""", "secret", "")]
    public async Task A_key_that_cannot_be_names_its_field_and_none_is_made(string body, string field, string expected)
    {
        using var answer = await _admin.PostAsync(Keys, AdminUnderTest.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
        Assert.Empty(await List());
    }

    [Fact]
    public async Task Keys_of_nobody_are_missing_and_a_reader_makes_none()
    {
        using var reader = _api.NewClient(AdminUnderTest.ReaderKey);

        Assert.Equal(HttpStatusCode.NotFound, (await _admin.PostAsJsonAsync("/admin/v1/tenants/nobody/keys", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync("/admin/v1/tenants/nobody/keys")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync(Keys, new { })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(Keys)).StatusCode);
    }

    private async Task<(string Text, string Id)> Make(string body)
    {
        var made = await (await _admin.PostAsync(Keys, AdminUnderTest.Json(body))).EnsureSuccessStatusCode().Json();
        return (made.GetProperty("key").GetString()!, made.GetProperty("record").GetProperty("id").GetString()!);
    }

    private async Task<List<JsonElement>> List() => [.. (await (await _admin.GetAsync(Keys)).Json()).GetProperty("data").EnumerateArray()];

    private async Task<HttpStatusCode> Call(string key)
    {
        using var client = _api.NewClient(key);
        using var answer = await client.GetAsync("/v1/models");
        return answer.StatusCode;
    }
}

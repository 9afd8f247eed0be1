using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>Tenants through the admin API, over the register's own rules.</summary>
public sealed class TenantsAdminTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync() =>
        (_api, _admin) = await AdminUnderTest.Start(new() { ["Plans:free:Weight"] = "1", ["Plans:gold:Weight"] = "2", ["Tenants:acme:Plan"] = "free" });

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_tenant_is_made_read_changed_paused_resumed_and_deleted()
    {
        using var made = await _admin.PostAsJsonAsync("/admin/v1/tenants", new { id = "zeta", name = "Zeta Ltd", plan = "free" });
        Assert.Equal((HttpStatusCode.Created, "/admin/v1/tenants/zeta"), (made.StatusCode, made.Headers.Location!.OriginalString));

        using var changed = await _admin.PatchAsJsonAsync("/admin/v1/tenants/zeta", new { plan = "gold" });
        Assert.Equal(("Zeta Ltd", "gold"), ((await changed.Json()).GetProperty("name").GetString(), (await changed.Json()).GetProperty("plan").GetString()));
        Assert.True(await Paused(await _admin.PostAsync("/admin/v1/tenants/zeta/pause", null)));
        Assert.False(await Paused(await _admin.PostAsync("/admin/v1/tenants/zeta/resume", null)));
        Assert.False((await (await _admin.GetAsync("/admin/v1/tenants/zeta")).Json()).GetProperty("configured").GetBoolean());

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync("/admin/v1/tenants/zeta")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync("/admin/v1/tenants/zeta")).StatusCode);
    }

    [Fact]
    public async Task A_configured_tenant_may_have_another_plan_until_that_is_taken_back_and_stays()
    {
        (await _admin.PatchAsJsonAsync("/admin/v1/tenants/acme", new { plan = "gold", paused = true })).EnsureSuccessStatusCode().Dispose();
        Assert.Equal("gold", (await (await _admin.GetAsync("/admin/v1/tenants/acme")).Json()).GetProperty("plan").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync("/admin/v1/tenants/acme")).StatusCode);

        using var answer = await _admin.GetAsync("/admin/v1/tenants/acme");
        var tenant = await answer.Json();
        Assert.Equal(("free", false, true), (tenant.GetProperty("plan").GetString(), tenant.GetProperty("paused").GetBoolean(), tenant.GetProperty("configured").GetBoolean()));
        using var again = await _admin.DeleteAsync("/admin/v1/tenants/acme");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("is configured", (await again.Problem()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenants_are_searched_sorted_and_paged()
    {
        foreach (var (id, name) in new[] { ("beta", "Xylo"), ("gamma", "Anna"), ("delta", "Mina") })
            (await _admin.PostAsJsonAsync("/admin/v1/tenants", new { id, name, plan = "gold" })).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(["acme", "beta", "delta", "gamma"], await Ids("/admin/v1/tenants"));
        Assert.Equal(["gamma", "delta", "beta"], await Ids("/admin/v1/tenants?search=GOLD&sort=name"));
        Assert.Equal(["beta", "delta", "gamma"], await Ids("/admin/v1/tenants?search=gold&sort=-name"));
        var first = await (await _admin.GetAsync("/admin/v1/tenants?limit=3")).Json();
        Assert.Equal(["gamma"], await Ids($"/admin/v1/tenants?limit=3&after={first.GetProperty("next").GetString()}"));
    }

    [Fact]
    public async Task Only_the_version_that_was_read_is_changed_where_one_is_named()
    {
        (await _admin.PostAsJsonAsync("/admin/v1/tenants", new { id = "zeta", plan = "free" })).EnsureSuccessStatusCode().Dispose();
        var etag = (await _admin.GetAsync("/admin/v1/tenants/zeta")).Headers.ETag!;
        Assert.Equal(HttpStatusCode.OK, await Change(etag.Tag));

        Assert.Equal(HttpStatusCode.PreconditionFailed, await Change(etag.Tag));

        async Task<HttpStatusCode> Change(string version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, "/admin/v1/tenants/zeta") { Content = AdminUnderTest.Json("""{"name":"changed"}""") };
            request.Headers.TryAddWithoutValidation("If-Match", version);
            return (await _admin.SendAsync(request)).StatusCode;
        }
    }

    [Theory]
    [InlineData("""{"plan":"free"}""", "id", "'id' is required")]
    [InlineData("""{"id":"zeta"}""", "plan", "'plan' is required")]
    [InlineData("""{"id":"Zeta Ltd","plan":"free"}""", "id", "1 to 64 of a-z")]
    [InlineData("""{"id":"zeta","plan":"platinum"}""", "plan", "no such plan")]
    [InlineData("""{"id":"zeta","plan":"free","color":"red"}""", "color", "")]
    [InlineData("""{"id":7,"plan":"free"}""", "id", "string")]
    public async Task What_cannot_be_made_names_its_field_and_nothing_is_made(string body, string field, string expected)
    {
        using var answer = await _admin.PostAsync("/admin/v1/tenants", AdminUnderTest.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
        Assert.Equal(["acme"], await Ids("/admin/v1/tenants"));
    }

    [Fact]
    public async Task Every_change_is_on_the_log_under_its_operator_and_a_reader_makes_none()
    {
        using var reader = _api.NewClient(AdminUnderTest.ReaderKey);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/admin/v1/tenants", new { id = "zeta", plan = "free" })).StatusCode);
        (await _admin.PostAsJsonAsync("/admin/v1/tenants", new { id = "zeta", plan = "free" })).EnsureSuccessStatusCode().Dispose();
        (await _admin.PatchAsJsonAsync("/admin/v1/tenants/zeta", new { plan = "gold" })).EnsureSuccessStatusCode().Dispose();

        var log = (await (await reader.GetAsync("/admin/v1/audit")).Json()).GetProperty("data").EnumerateArray().ToList();
        var older = (await (await reader.GetAsync("/admin/v1/audit?limit=1")).Json()).GetProperty("next").GetString();

        Assert.Equal([("ada", "tenant.change", "zeta", "plan free to gold"), ("ada", "tenant.create", "zeta", "plan free")], log.Select(Line));
        Assert.Equal("tenant.create", (await (await reader.GetAsync($"/admin/v1/audit?after={older}")).Json()).GetProperty("data")[0].GetProperty("what").GetString());

        static (string?, string?, string?, string?) Line(JsonElement entry) =>
            (entry.GetProperty("by").GetString(), entry.GetProperty("what").GetString(), entry.GetProperty("subject").GetString(), entry.GetProperty("detail").GetString());
    }

    private async Task<IEnumerable<string?>> Ids(string path) =>
        (await (await _admin.GetAsync(path)).Json()).GetProperty("data").EnumerateArray().Select(tenant => tenant.GetProperty("id").GetString());

    private static async Task<bool> Paused(HttpResponseMessage answer) => (await answer.EnsureSuccessStatusCode().Json()).GetProperty("paused").GetBoolean();
}

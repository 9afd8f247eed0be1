using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>Plans through the admin API, held against the rules of configured ones.</summary>
public sealed class PlansAdminTests : IAsyncLifetime
{
    private const string Team = """{"weight":2,"mode":"Strict","limits":[{"name":"requests","unit":"Requests","amount":600,"period":"00:01:00","burst":60},{"name":"keys","unit":"Tokens","amount":1000,"period":"01:00:00","scope":"Key","only":["k1","k2"]}]}""";

    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync() => (_api, _admin) = await AdminUnderTest.Start(new() { ["Plans:free:Weight"] = "1", ["Tenants:acme:Plan"] = "free" });

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_plan_is_made_read_replaced_and_deleted_and_may_be_made_again_at_once()
    {
        using var made = await Put("team", Team);
        var plan = await made.Json();
        Assert.Equal((2.0, "Strict", false, 2), (plan.GetProperty("weight").GetDouble(), plan.GetProperty("mode").GetString(), plan.GetProperty("configured").GetBoolean(), plan.GetProperty("limits").GetArrayLength()));
        Assert.Equal(("requests", 600, 60, "00:01:00"), Limit(plan, 0));
        Assert.Equal(["k1", "k2"], plan.GetProperty("limits")[1].GetProperty("only").EnumerateArray().Select(name => name.GetString()));

        using var replaced = await Put("team", """{"limits":[]}""");
        Assert.Equal((1.0, 0), ((await replaced.Json()).GetProperty("weight").GetDouble(), (await replaced.Json()).GetProperty("limits").GetArrayLength()));
        Assert.Equal(["free", "team"], await Names());

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync("/admin/v1/plans/team")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync("/admin/v1/plans/team")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Put("team", Team)).StatusCode);
    }

    [Theory]
    [InlineData("""{"limits":[{"name":"requests","unit":"Requests","amount":600,"period":"00:00:00.5"}]}""", "plan", "Plans:team:Limits:0:Period")]
    [InlineData("""{"limits":[{"name":"requests","unit":"Apples","amount":600,"period":"00:01:00"}]}""", "plan", "Apples")]
    [InlineData("""{"limits":[{"name":"a","amount":1,"period":"00:01:00"},{"name":"a","amount":1,"period":"00:01:00"}]}""", "plan", "Plans:team:Limits")]
    [InlineData("""{"limits":[{"nom":"requests"}]}""", "limits[0].nom", "one of name")]
    [InlineData("""{"weight":0}""", "weight", "0.01")]
    [InlineData("""{"limits":7}""", "limits", "array")]
    public async Task A_plan_that_cannot_be_names_what_is_wrong_and_is_not_made(string body, string field, string expected)
    {
        using var answer = await Put("team", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
        Assert.Equal(["free"], await Names());
    }

    [Fact]
    public async Task A_configured_plan_and_one_that_a_tenant_has_stay_as_they_are()
    {
        (await Put("team", Team)).EnsureSuccessStatusCode().Dispose();
        (await _admin.PatchAsJsonAsync("/admin/v1/tenants/acme", new { plan = "team" })).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(HttpStatusCode.Conflict, (await Put("free", Team)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.DeleteAsync("/admin/v1/plans/free")).StatusCode);
        using var used = await _admin.DeleteAsync("/admin/v1/plans/team");
        Assert.Equal(HttpStatusCode.Conflict, used.StatusCode);
        Assert.Contains("1 tenants", (await used.Problem()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_version_that_was_read_is_replaced_where_one_is_named()
    {
        var etag = (await Put("team", Team)).Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.OK, (await Put("team", """{"weight":3}""", etag)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put("team", """{"weight":4}""", etag)).StatusCode);
        Assert.Equal(3, (await (await _admin.GetAsync("/admin/v1/plans/team")).Json()).GetProperty("weight").GetDouble());
    }

    private async Task<HttpResponseMessage> Put(string plan, string body, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/admin/v1/plans/{plan}") { Content = AdminUnderTest.Json(body) };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        return await _admin.SendAsync(request);
    }

    private async Task<IEnumerable<string?>> Names() => (await (await _admin.GetAsync("/admin/v1/plans")).Json()).GetProperty("data").EnumerateArray().Select(plan => plan.GetProperty("name").GetString());

    private static (string?, int, int, string?) Limit(JsonElement plan, int number) =>
        plan.GetProperty("limits")[number] is var limit ? (limit.GetProperty("name").GetString(), limit.GetProperty("amount").GetInt32(), limit.GetProperty("burst").GetInt32(), limit.GetProperty("period").GetString()) : default;
}

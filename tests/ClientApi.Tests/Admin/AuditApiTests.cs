using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Dispatch;
using Orchestrator.Hosting;
using Orchestrator.Tenants;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>The log of what operators did, through the admin API.</summary>
public sealed class AuditApiTests : IAsyncLifetime
{
    private readonly FakeUpstream _upstream = new();
    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    private RegisterUnderTest Register => (RegisterUnderTest)_api.Grains.Others[(typeof(ITenantRegisterGrain), 0L)];

    public async ValueTask InitializeAsync()
    {
        (_api, _admin) = await AdminUnderTest.Start(new() { ["Plans:free:Weight"] = "1", ["Tenants:acme:Plan"] = "free" });
        _api.Grains.Others[(typeof(IUpstreamGrain), "simulator")] = _upstream;
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task It_is_filtered_by_operator_by_kind_and_by_what_it_was_done_to()
    {
        await Register.CarryOut(new RegisterOrder("eve", new RegisterChange.ChangeTenant("acme", "Acme", null, null)));
        foreach (var id in new[] { "zeta", "beta" }) (await _admin.PostAsJsonAsync("/admin/v1/tenants", new { id, plan = "free" })).EnsureSuccessStatusCode().Dispose();
        (await _admin.PostAsJsonAsync("/admin/v1/tenants/zeta/keys", new { })).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(["tenant.change"], await Whats("by=eve"));
        Assert.Equal(["tenant.create", "tenant.create", "tenant.change"], await Whats("what=tenant"));
        Assert.Equal(["key.create"], await Whats("what=key.create"));
        Assert.Equal(["key.create", "tenant.create"], await Whats("subject=ZETA"));
        Assert.Empty(await Whats("by=eve&what=key"));
    }

    [Fact]
    public async Task A_filter_finds_what_is_far_back_and_each_question_reads_so_much_and_no_more()
    {
        Register.Order(new RegisterChange.Note("target.drain", "the-one", ""));
        for (var number = 0; number < 4_500; number++) Register.Order(new RegisterChange.Note("target.weight", "another", ""));

        var first = await Page("subject=the-one");
        var second = await Page($"subject=the-one&after={first.GetProperty("next").GetString()}");

        Assert.Equal(0, first.GetProperty("data").GetArrayLength());
        Assert.Equal("the-one", Assert.Single(second.GetProperty("data").EnumerateArray()).GetProperty("subject").GetString());
        Assert.Null(second.GetProperty("next").GetString());
    }

    [Fact]
    public async Task A_change_elsewhere_is_on_it_before_it_is_made_and_where_it_was_refused_that_is_too()
    {
        using var wrong = await _admin.PutAsync("/admin/v1/upstreams/simulator/targets/small/weight", AdminUnderTest.Json("""{"weight":-1}"""));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(["admin.refused", "admin.call"], await Whats(""));

        Register.IsSilent = true;
        using var silent = await _admin.PostAsync("/admin/v1/upstreams/simulator/targets/small/drain", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, silent.StatusCode);
        Assert.Empty(_upstream.Orders);
    }

    [Theory]
    [InlineData("by=", "by")]
    [InlineData("what=", "what")]
    [InlineData("who=ada", "who")]
    public async Task A_filter_that_is_none_is_refused_by_name(string query, string field)
    {
        using var answer = await _admin.GetAsync($"/admin/v1/audit?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"'{field}'", (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
    }

    private async Task<JsonElement> Page(string query)
    {
        using var answer = await _admin.GetAsync($"/admin/v1/audit?{query}");
        return await answer.EnsureSuccessStatusCode().Json();
    }

    private async Task<IEnumerable<string?>> Whats(string query) => (await Page(query)).GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("what").GetString());
}

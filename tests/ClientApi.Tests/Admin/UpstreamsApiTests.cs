using System.Net;
using Orchestrator.Dispatch;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Admin;

public sealed class UpstreamsApiTests : IAsyncLifetime
{
    private const string Target = "/admin/v1/upstreams/simulator/targets/small";

    private readonly FakeUpstream _upstream = new();
    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        (_api, _admin) = await AdminUnderTest.Start(new() { ["Upstreams:another:BaseUrl"] = "http://127.0.0.1:1", ["Models:slashed:Upstream"] = "simulator", ["Models:slashed:Name"] = "maker/model" });
        _api.Grains.Others[(typeof(IUpstreamGrain), "simulator")] = _upstream;
        _api.Grains.Others[(typeof(IUpstreamGrain), "another")] = new FakeUpstream();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task They_are_listed_by_name_a_page_at_a_time()
    {
        using var first = await _admin.GetAsync("/admin/v1/upstreams?limit=1");
        var page = await first.Json();
        using var second = await _admin.GetAsync($"/admin/v1/upstreams?limit=1&after={page.GetProperty("next").GetString()}");
        var rest = await second.Json();

        Assert.Equal(["another"], page.GetProperty("data").EnumerateArray().Select(upstream => upstream.GetProperty("id").GetString()));
        Assert.Equal(["simulator"], rest.GetProperty("data").EnumerateArray().Select(upstream => upstream.GetProperty("id").GetString()));
        Assert.Null(rest.GetProperty("next").GetString());
    }

    [Fact]
    public async Task One_is_told_with_its_silos_tenants_and_targets()
    {
        using var answer = await _admin.GetAsync("/admin/v1/upstreams/Simulator");
        var upstream = await answer.Json();

        Assert.Equal(("simulator", 8, 4, 1), (upstream.GetProperty("id").GetString(), upstream.GetProperty("limit").GetInt32(), upstream.GetProperty("running").GetInt32(), upstream.GetProperty("waiting").GetInt32()));
        var target = upstream.GetProperty("targets").EnumerateArray().Single(target => target.GetProperty("id").GetString() == "small");
        Assert.Equal((1, false, "half_open"), (target.GetProperty("configured_weight").GetDouble(), target.GetProperty("drained").GetBoolean(), Assert.Single(target.GetProperty("breakers").EnumerateArray()).GetProperty("state").GetString()));
        Assert.Null(upstream.GetProperty("tenants")[1].GetProperty("tenant").GetString());
    }

    [Fact]
    public async Task A_target_is_drained_weighed_and_resumed()
    {
        using var drained = await _admin.PostAsync(Target + "/drain", null);
        using var weighed = await _admin.PutAsync(Target + "/weight", AdminUnderTest.Json("""{"weight":2.5}"""));
        Assert.Equal(new Upstreams.TargetOrders("simulator/small", true, 2.5), _upstream.Orders["simulator/small"]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (drained.StatusCode, weighed.StatusCode));

        using var resumed = await _admin.PostAsync(Target + "/resume", null);
        using var weightless = await _admin.PutAsync(Target + "/weight", AdminUnderTest.Json("""{"weight":null}"""));

        Assert.Equal(new Upstreams.TargetOrders("simulator/small", false, null), _upstream.Orders["simulator/small"]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (resumed.StatusCode, weightless.StatusCode));
    }

    [Fact]
    public async Task A_name_with_a_slash_is_one_part_of_the_path()
    {
        using var drained = await _admin.PostAsync("/admin/v1/upstreams/simulator/targets/maker%2Fmodel/drain", null);

        Assert.Equal(HttpStatusCode.OK, drained.StatusCode);
        Assert.True(_upstream.Orders["simulator/maker/model"].Drained);
    }

    [Fact]
    public async Task An_order_that_was_meant_for_another_state_is_not_carried_out()
    {
        using var read = await _admin.GetAsync("/admin/v1/upstreams/simulator");
        var tag = read.Headers.ETag!;
        using var fits = await Weigh(2, tag.Tag);
        using var late = await Weigh(3, tag.Tag);
        using var any = await Weigh(4, "*");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (fits.StatusCode, late.StatusCode, any.StatusCode));
        Assert.NotEqual(tag, fits.Headers.ETag);
        Assert.Contains("changed since", (await late.Problem()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "weight")]
    [InlineData("""{"weight":-1}""", "weight")]
    [InlineData("""{"weight":1000001}""", "weight")]
    [InlineData("""{"weight":"2"}""", "weight")]
    [InlineData("""{"weight":2,"wait":1}""", "wait")]
    public async Task A_wrong_weight_is_refused_by_name(string body, string field)
    {
        using var answer = await _admin.PutAsync(Target + "/weight", AdminUnderTest.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"'{field}'", (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
        Assert.Empty(_upstream.Orders);
    }

    [Theory]
    [InlineData("no json", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_none_is_a_problem(string body, HttpStatusCode status)
    {
        using var answer = await _admin.PutAsync(Target + "/weight", AdminUnderTest.Json(body));
        using var other = await _admin.PutAsync(Target + "/weight", new StringContent("weight=2"));

        Assert.Equal((status, HttpStatusCode.UnsupportedMediaType), (answer.StatusCode, other.StatusCode));
        await answer.Problem();
        await other.Problem();
    }

    [Theory]
    [InlineData("/admin/v1/upstreams/nobody/targets/small/drain")]
    [InlineData("/admin/v1/upstreams/simulator/targets/nothing/drain")]
    public async Task Nothing_is_ordered_for_what_is_not_configured(string path)
    {
        using var answer = await _admin.PostAsync(path, null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await answer.Problem();
        Assert.Empty(_upstream.Orders);
    }

    [Fact]
    public async Task A_reader_or_a_session_changes_nothing()
    {
        using var reader = _api.NewClient(AdminUnderTest.ReaderKey);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _api.Address };
        using var login = await browser.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", AdminUnderTest.AdminKey), new("return", "/dashboard")]));

        using var refused = await reader.PostAsync(Target + "/drain", null);
        using var forged = await browser.PostAsync(Target + "/drain", null);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (refused.StatusCode, forged.StatusCode));
        await refused.Problem();
        await forged.Problem();
        Assert.Empty(_upstream.Orders);
    }

    private Task<HttpResponseMessage> Weigh(int weight, string tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, Target + "/weight") { Content = AdminUnderTest.Json($$"""{"weight":{{weight}}}""") };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return _admin.SendAsync(request);
    }
}

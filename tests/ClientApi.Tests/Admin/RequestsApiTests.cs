using System.Net;
using Orchestrator.Hosting;
using Orchestrator.Sight;
using Xunit;

namespace Orchestrator.Admin;

public sealed class RequestsApiTests : IAsyncLifetime
{
    private static readonly RequestTrail s_trail = new()
    {
        Request = RequestId.Create(),
        Tenant = new TenantId("acme"),
        Key = "acme1",
        Model = "small",
        Silo = "S1",
        CameAt = DateTimeOffset.UnixEpoch,
        Took = TimeSpan.FromMilliseconds(1500),
        End = WalkEnd.UpstreamFailed,
        Status = 500,
        Error = "Broken",
        Tokens = new TokenUsage(3, 4),
        Cost = 2_000_000_000,
        Steps = [new TrailStep(WalkStep.Reserved, TimeSpan.FromMilliseconds(2))],
    };

    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;
    private FakeSight _sight = null!;

    public async ValueTask InitializeAsync()
    {
        (_api, _admin) = await AdminUnderTest.Start();
        _sight = (FakeSight)_api.Grains.Others[(typeof(ISightGrain), 0L)];
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Filters_reach_the_silos_and_the_next_page_begins_where_the_last_ended()
    {
        _sight.Trails = _ => new TrailPage { Trails = [s_trail], Next = s_trail.Cursor, Coverage = new SightCoverage(["S1"], ["S2"]) };

        using var first = await _admin.GetAsync("/admin/v1/requests?tenant=acme&key=acme1&model=small&end=upstream_failed&slower_than_ms=1000&since=2026-05-01T12:00:00Z&limit=1");
        var page = await first.Json();
        using var second = await _admin.GetAsync($"/admin/v1/requests?after={page.GetProperty("next").GetString()}");

        Assert.Equal(new TrailQuery { Tenant = "acme", Key = "acme1", Model = "small", End = WalkEnd.UpstreamFailed, SlowerThan = TimeSpan.FromSeconds(1), Since = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero), Limit = 1 }, _sight.Asked[0]);
        Assert.Equal(new TrailQuery { Before = s_trail.Cursor }, _sight.Asked[1]);
        var trail = page.GetProperty("data")[0];
        Assert.Equal((s_trail.Request.ToString(), 1500, "upstream_failed", 2m), (trail.GetProperty("id").GetString(), trail.GetProperty("took_ms").GetInt32(), trail.GetProperty("end").GetString(), trail.GetProperty("cost").GetDecimal()));
        Assert.Equal(("reserved", 2), (trail.GetProperty("steps")[0].GetProperty("step").GetString(), trail.GetProperty("steps")[0].GetProperty("after_ms").GetInt32()));
        Assert.Equal("S2", page.GetProperty("silent")[0].GetString());
    }

    [Fact]
    public async Task One_is_found_among_those_that_ended_and_those_that_run()
    {
        _sight.Trails = query => new TrailPage { Trails = query.Running ? [s_trail with { End = null }] : [], Coverage = new SightCoverage(["S1"], []) };

        using var answer = await _admin.GetAsync($"/admin/v1/requests/{s_trail.Request}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null((await answer.Json()).GetProperty("end").GetString());
        Assert.All(_sight.Asked, query => Assert.Equal(s_trail.Request, query.Request));
    }

    [Fact]
    public async Task One_that_is_not_found_may_be_where_nobody_answered()
    {
        _sight.Trails = _ => new TrailPage { Trails = [], Coverage = new SightCoverage(["S1"], ["S2"]) };

        using var answer = await _admin.GetAsync($"/admin/v1/requests/{s_trail.Request}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("S2", (await answer.Problem()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?end=done", "end", "upstream_failed")]
    [InlineData("?end=completed&order=running", "end", "left out")]
    [InlineData("?order=oldest", "order", "newest, slowest or running")]
    [InlineData("?order=slowest&after=MSAy", "after", "one page")]
    [InlineData("?after=MSAy", "after", "the 'next' of a page")]
    [InlineData("?slower_than_ms=-1", "slower_than_ms", "from 0 to")]
    [InlineData("?since=yesterday", "since", "a time such as")]
    [InlineData("/req_1", "request", "32 hexadecimal digits")]
    public async Task What_is_wrong_is_named_with_what_was_expected(string query, string field, string expected)
    {
        using var answer = await _admin.GetAsync("/admin/v1/requests" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
        Assert.Empty(_sight.Asked);
    }
}

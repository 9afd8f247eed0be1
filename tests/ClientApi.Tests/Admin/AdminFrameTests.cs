using System.Net;
using Orchestrator.Hosting;
using Orchestrator.Sight;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>What holds for every endpoint of the admin API.</summary>
public sealed class AdminFrameTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(ApiUnderTest.AcmeKey)]
    [InlineData("ora_ada_another-secret-0123")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task Without_an_operators_credential_nothing_is_told_not_even_what_there_is(string? key)
    {
        var (api, _) = await AdminUnderTest.Start();
        await using var running = api;
        using var client = api.NewClient(key);

        foreach (var path in new[] { "/admin/v1/cluster", "/admin/v1/nothing", "/admin/v1" })
        {
            using var answer = await client.GetAsync(path);
            var problem = await answer.Problem();

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("ora_<id>_<secret>", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        }
    }

    [Fact]
    public async Task Both_roles_may_look()
    {
        var (api, admin) = await AdminUnderTest.Start();
        await using var running = api;
        using var reader = api.NewClient(AdminUnderTest.ReaderKey);

        foreach (var client in new[] { admin, reader })
        {
            using var answer = await client.GetAsync("/admin/v1/cluster");
            var cluster = await answer.Json();

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal((3, "S2", 12), (cluster.GetProperty("silos")[0].GetProperty("in_flight").GetInt32(), cluster.GetProperty("silent")[0].GetString(), cluster.GetProperty("duration").GetProperty("p50_ms").GetDouble()));
            Assert.Equal("no-store", answer.Header("Cache-Control"));
        }
    }

    [Fact]
    public async Task A_session_of_the_pages_may_look_too()
    {
        var (api, _) = await AdminUnderTest.Start();
        await using var running = api;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Address };
        using var login = await browser.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", AdminUnderTest.ReaderKey), new("return", "/dashboard")]));

        using var answer = await browser.GetAsync("/admin/v1/cluster");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_what_takes_another_method_says_which()
    {
        var (api, admin) = await AdminUnderTest.Start();
        await using var running = api;

        using var missing = await admin.GetAsync("/admin/v1/clusters");
        using var wrong = await admin.PostAsync("/admin/v1/cluster", AdminUnderTest.Json("{}"));

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("/admin/v1/clusters", (await missing.Problem()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Equal("GET", Assert.Single(wrong.Content.Headers.Allow));
        await wrong.Problem();
    }

    [Fact]
    public async Task A_parameter_that_nobody_reads_is_refused_by_name()
    {
        var (api, admin) = await AdminUnderTest.Start();
        await using var running = api;

        using var answer = await admin.GetAsync("/admin/v1/cluster?tenent=acme");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("'tenent' is no parameter here", (await answer.Problem()).Wrong("tenent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_503_and_says_when_to_come_back_and_a_bug_is_500_and_says_nothing()
    {
        var (api, admin) = await AdminUnderTest.Start();
        await using var running = api;
        var sight = (FakeSight)api.Grains.Others[(typeof(ISightGrain), 0L)];

        sight.Overviewed = () => throw new TimeoutException("late");
        using var outage = await admin.GetAsync("/admin/v1/cluster");
        sight.Overviewed = () => throw new InvalidOperationException("a secret of the inside");
        using var bug = await admin.GetAsync("/admin/v1/cluster");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, outage.StatusCode);
        Assert.Equal("1", outage.Header("Retry-After"));
        await outage.Problem();
        Assert.Equal(HttpStatusCode.InternalServerError, bug.StatusCode);
        Assert.DoesNotContain("secret", (await bug.Problem()).ToString(), StringComparison.Ordinal);
    }
}

using System.Net;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Dashboard;

/// <summary>Where a session of the pages counts.</summary>
public sealed class SessionTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task A_session_that_began_at_one_node_opens_the_pages_at_all_of_them()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var login = await http.PostAsync($"{cluster.Doors[^1]}/dashboard/login", new FormUrlEncodedContent([new("key", TestTenants.Admin), new("return", "/dashboard")]), TestContext.Current.CancellationToken);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        foreach (var address in cluster.Doors)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/dashboard");
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
            using var page = await http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains("<h1>Overview</h1>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData("https://elsewhere.example/dashboard")]
    [InlineData("/dashboardx")]
    public async Task After_the_login_nobody_is_led_elsewhere(string returnTo)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var login = await http.PostAsync($"{cluster.Doors[^1]}/dashboard/login", new FormUrlEncodedContent([new("key", TestTenants.Admin), new("return", returnTo)]), TestContext.Current.CancellationToken);

        Assert.Equal("/dashboard", login.Headers.Location!.OriginalString);
    }
}

using Orchestrator.Tests.Dashboard;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Admin;

/// <summary>What is written for readers of the admin API, on the product as it runs.</summary>
public sealed class AdminFileTests(TestProduct product, Chromium chromium) : IClassFixture<TestProduct>, IClassFixture<Chromium>
{
    [Fact]
    public async Task The_walk_through_the_admin_api_runs_from_top_to_bottom()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Programs.Repository, "ClientApi", "Admin.http"), TestContext.Current.CancellationToken);
        var file = new HttpFile(text, new Dictionary<string, string>
        {
            ["address"] = product.Address,
            ["key"] = TestTenants.Admin,
            ["tenant"] = TestTenants.Wide,
            ["tenantKey"] = TestTenants.Key(TestTenants.Wide),
        });
        using var http = new HttpClient();

        var surprises = await file.Run(http);

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        Assert.True(file.Requests >= 20, $"The file has {file.Requests} requests only.");
    }

    [Fact]
    public async Task The_reference_page_shows_the_endpoints_and_asks_nobody_else()
    {
        await using var visit = await chromium.Visit(product.Address);
        var asked = new List<string>();
        visit.Page.Request += (_, request) => asked.Add(request.Url);
        await visit.SignIn();

        await visit.Page.GotoAsync("/admin/reference/");
        await visit.Page.GetByText("How the cluster is").First.WaitForAsync();

        Assert.Contains(asked, url => url.EndsWith("/openapi/v1.json", StringComparison.Ordinal));
        Assert.All(asked, url => Assert.True(url.StartsWith(product.Address, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal), url));
    }
}

using Orchestrator.Tenants;
using Orchestrator.Usage;
using Xunit;

namespace Orchestrator.Dashboard;

public sealed class TenantRowsTests
{
    private static readonly TenantView[] s_tenants =
        [.. Enumerable.Range(0, 10_000).Select(number => new TenantView($"tenant-{number:D5}", $"Company {number}", number % 100 == 0 ? "gold" : "free", IsPaused: false, IsConfigured: false, 1, null, number))];

    private static readonly Dictionary<string, UsageSums> s_today = new()
    {
        ["tenant-04711"] = new UsageSums { Requests = 1, PromptTokens = 500 },
        ["tenant-00815"] = new UsageSums { Requests = 7, PromptTokens = 100 },
        ["removed"] = new UsageSums { Requests = 2, PromptTokens = 200 },
    };

    [Fact]
    public void A_page_of_ten_thousand_has_those_with_most_use_first_and_no_more_than_a_page()
    {
        var page = Page("", TenantColumn.Tokens);

        Assert.Equal((10_001, 50), (page.Total, page.Rows.Count));
        Assert.Equal(["tenant-04711", "removed", "tenant-00815", "tenant-00000"], page.Rows.Take(4).Select(row => row.Id));
        Assert.Equal("tenant-00815", Page("", TenantColumn.Requests).Rows[0].Id);
    }

    [Fact]
    public void A_tenant_is_found_by_a_part_of_its_name_or_by_its_plan()
    {
        Assert.Equal("tenant-04711", Assert.Single(Page("NT-04711", TenantColumn.Name).Rows).Id);
        Assert.Equal("tenant-00042", Page("company 42", TenantColumn.Name).Rows[0].Id);
        Assert.Equal(100, Page("gold", TenantColumn.Name).Total);
    }

    [Fact]
    public void Pages_follow_each_other_without_a_gap()
    {
        var names = Enumerable.Range(0, 3).SelectMany(page => TenantRows.Of(s_tenants, s_today, "tenant-", TenantColumn.Name, page * 50, 50).Rows).Select(row => row.Id);

        Assert.Equal(s_tenants.Take(150).Select(tenant => tenant.Id), names);
    }

    private static TenantRows Page(string search, TenantColumn order) => TenantRows.Of(s_tenants, s_today, search, order, 0, 50);
}

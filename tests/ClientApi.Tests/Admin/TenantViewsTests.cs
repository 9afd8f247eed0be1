using System.Collections.Immutable;
using System.Net;
using Orchestrator.Hosting;
using Orchestrator.Quota;
using Orchestrator.Usage;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>What an operator sees of a tenant's limits and use.</summary>
public sealed class TenantViewsTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync() => (_api, _admin) = await AdminUnderTest.Start();

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_quota_has_its_limits_and_who_holds_of_them()
    {
        _api.Grains.Others[(typeof(IQuotaGrain), "acme")] = new FakeQuota();

        using var answer = await _admin.GetAsync("/admin/v1/tenants/acme/quota");
        var quota = await answer.Json();

        Assert.Equal("acme", quota.GetProperty("tenant").GetString());
        var limit = quota.GetProperty("limits")[0];
        Assert.Equal(("per-minute", "requests", 60, 59, 60_000), (limit.GetProperty("name").GetString(), limit.GetProperty("unit").GetString(), limit.GetProperty("amount").GetInt64(), limit.GetProperty("remaining").GetInt64(), limit.GetProperty("period_ms").GetInt64()));
        var lease = quota.GetProperty("leases")[0];
        Assert.Equal(("S1", "first", 7), (lease.GetProperty("silo").GetString(), lease.GetProperty("whose").GetString(), lease.GetProperty("held").GetInt64()));
    }

    [Theory]
    [InlineData("nobody", HttpStatusCode.NotFound)]
    [InlineData("No-Name", HttpStatusCode.BadRequest)]
    [InlineData("a%2Fb", HttpStatusCode.BadRequest)]
    public async Task Nobody_who_is_no_tenant_has_a_quota(string tenant, HttpStatusCode status)
    {
        using var answer = await _admin.GetAsync($"/admin/v1/tenants/{tenant}/quota");

        Assert.Equal(status, answer.StatusCode);
        await answer.Problem();
    }

    [Fact]
    public async Task The_clusters_ledger_is_told_by_tenant()
    {
        var ledger = new FakeLedger();
        _api.Grains.Ledgers[UsageKey.Cluster] = ledger;

        using var answer = await _admin.GetAsync("/admin/v1/usage?from=2026-05-01&to=2026-05-02&group_by=tenant&tenant=acme&model=small");
        var usage = await answer.Json();

        Assert.Equal((UsageGrouping.Key, "acme", "small"), (ledger.Asked!.GroupBy, ledger.Asked.Key, ledger.Asked.Model));
        Assert.Equal("tenant", usage.GetProperty("group_by").GetString());
        var entry = Assert.Single(usage.GetProperty("data").EnumerateArray());
        Assert.Equal(("acme", 1.5m, 2), (entry.GetProperty("group").GetString(), entry.GetProperty("used").GetProperty("cost").GetDecimal(), entry.GetProperty("used").GetProperty("refusals").GetProperty("per-minute").GetInt32()));
    }

    [Fact]
    public async Task A_tenants_ledger_is_told_by_key()
    {
        var ledger = new FakeLedger();
        _api.Grains.Ledgers["acme"] = ledger;

        using var answer = await _admin.GetAsync("/admin/v1/tenants/acme/usage?granularity=hour&group_by=key&key=acme1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((UsageGranularity.Hour, UsageGrouping.Key, "acme1"), (ledger.Asked!.Granularity, ledger.Asked.GroupBy, ledger.Asked.Key));
    }

    [Theory]
    [InlineData("/admin/v1/usage?group_by=key", "group_by", "tenant, model or none")]
    [InlineData("/admin/v1/usage?granularity=week", "granularity", "hour or day")]
    [InlineData("/admin/v1/usage?from=yesterday", "from", "a date or a time in UTC")]
    [InlineData("/admin/v1/usage?from=2020-01-01&to=2026-01-01", "to", "at most 400 days")]
    [InlineData("/admin/v1/usage?tenant=A", "tenant", "a tenant's name")]
    [InlineData("/admin/v1/usage?from=2026-05-01&from=2026-05-02", "from", "expected once")]
    [InlineData("/admin/v1/tenants/acme/usage?tenant=acme&key=", "key", "1 to 256 characters")]
    public async Task What_is_wrong_is_named_with_what_was_expected(string path, string field, string expected)
    {
        using var answer = await _admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
    }

    private sealed class FakeQuota : IQuotaGrain
    {
        public Task<LeaseAnswer> Exchange(LeaseStatement statement) => throw new InvalidOperationException("No silo speaks here.");

        public Task<QuotaDescription> Describe() => Task.FromResult(new QuotaDescription(
            Answers.Levels, [new LeaseDescription("S1", new LimitKey("per-minute", QuotaUnit.Requests, "first"), 7, TimeSpan.FromMilliseconds(3))]));
    }

    private sealed class FakeLedger : IUsageGrain
    {
        public UsageQuery? Asked { get; private set; }

        public Task<UsageReceipt> Add(UsageFlush flush) => throw new InvalidOperationException("The door writes nothing.");

        public Task<UsageReport> Read(UsageQuery query)
        {
            Asked = query;
            var sums = new UsageSums { Requests = 3, Cost = 1_500_000_000, Refusals = UsageSums.None.Refusals.Add("per-minute", 2) };
            ImmutableArray<UsageGroup> groups = [new UsageGroup("acme", sums)];
            return Task.FromResult(new UsageReport { Buckets = [new UsageBucket(query.From, groups)], Total = sums });
        }
    }
}

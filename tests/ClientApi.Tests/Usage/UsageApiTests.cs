using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Usage;

public sealed class UsageApiTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 8, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_tenant_reads_its_own_use_by_day_and_key()
    {
        await using var api = await Start();
        var ledger = Ledger(api, "acme");
        Ledger(api, "globex");

        using var answer = JsonDocument.Parse(await api.Client.GetStringAsync("/v1/usage?from=2026-05-01&to=2026-05-03T00:00:00Z&group_by=key"));

        Assert.Equal((new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 3, 0, 0, 0, TimeSpan.Zero)), (ledger.Asked!.From, ledger.Asked.To));
        Assert.Equal((UsageGranularity.Day, UsageGrouping.Key), (ledger.Asked.Granularity, ledger.Asked.GroupBy));
        Assert.Equal("usage", answer.RootElement.GetProperty("object").GetString());
        var element = answer.RootElement.GetProperty("data").EnumerateArray().Single();
        Assert.Equal(("2026-05-01T00:00:00Z", "first"), (element.GetProperty("start").GetString(), element.GetProperty("key").GetString()));
        Assert.Equal((3, 1.5m), (element.GetProperty("requests").GetInt64(), element.GetProperty("cost").GetDecimal()));
        Assert.Equal(2, element.GetProperty("refusals").GetProperty("tokens").GetInt64());
        Assert.Equal(3, answer.RootElement.GetProperty("total").GetProperty("requests").GetInt64());
    }

    [Theory]
    [InlineData("", 7 * 24)]
    [InlineData("?granularity=hour", 24)]
    public async Task Who_names_no_time_reads_the_last_days(string query, int hours)
    {
        await using var api = await Start();
        var ledger = Ledger(api, "acme");

        using var answer = await api.Client.GetAsync("/v1/usage" + query);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((s_now.AddHours(-hours), s_now), (ledger.Asked!.From, ledger.Asked.To));
    }

    [Theory]
    [InlineData("granularity=minute", "granularity", "hour or day")]
    [InlineData("granularity=1", "granularity", "hour or day")]
    [InlineData("group_by=tenant", "group_by", "key, model or none")]
    [InlineData("from=yesterday", "from", "a date or a time")]
    [InlineData("to=0001-01-01", "to", "a date or a time")]
    [InlineData("from=2026-05-02&from=2026-05-03", "from", "a date or a time")]
    [InlineData("from=2026-05-02&to=2026-05-01", "to", "a time after the beginning")]
    [InlineData("from=2026-01-01&to=2026-05-01&granularity=hour", "to", "at most 31 days")]
    [InlineData("from=2020-01-01", "to", "at most 400 days")]
    [InlineData("key=", "key", "a string of 1 to 256 characters")]
    [InlineData("model=a&model=b", "model", "a string of 1 to 256 characters")]
    public async Task A_query_that_cannot_be_read_is_told_which_parameter_is_wrong_and_what_was_expected(string query, string param, string expected)
    {
        await using var api = await Start();

        using var answer = await api.Client.GetAsync("/v1/usage?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await answer.Error();
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Contains(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_told()
    {
        await using var api = await Start();
        using var client = api.NewClient(key: null);

        using var answer = await client.GetAsync("/v1/usage");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Task<ApiUnderTest> Start() => ApiUnderTest.Start(time: new FakeTimeProvider(s_now));

    private static FakeLedger Ledger(ApiUnderTest api, string tenant)
    {
        var ledger = new FakeLedger();
        api.Grains.Ledgers[tenant] = ledger;
        return ledger;
    }

    private sealed class FakeLedger : IUsageGrain
    {
        public UsageQuery? Asked { get; private set; }

        public Task<UsageReceipt> Add(UsageFlush flush) => throw new InvalidOperationException("The door writes nothing.");

        public Task<UsageReport> Read(UsageQuery query)
        {
            Asked = query;
            var sums = new UsageSums { Requests = 3, Cost = 1_500_000_000, Refusals = UsageSums.None.Refusals.Add("tokens", 2) };
            ImmutableArray<UsageGroup> groups = [new UsageGroup("first", sums)];
            return Task.FromResult(new UsageReport { Buckets = [new UsageBucket(query.From, groups)], Total = sums });
        }
    }
}

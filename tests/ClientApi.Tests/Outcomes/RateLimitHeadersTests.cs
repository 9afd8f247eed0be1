using Microsoft.AspNetCore.Http;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Outcomes;

public sealed class RateLimitHeadersTests
{
    [Fact]
    public void Cost_is_told_in_millionths_rounded_down_and_has_no_header_of_OpenAIs()
    {
        var headers = Written(new QuotaLevel("budget", QuotaUnit.Cost, 12_500_000_999, 999_999, TimeSpan.FromHours(3), TimeSpan.FromDays(1)));

        Assert.Equal("\"budget\";q=12500000;qu=\"cost-micro\";w=86400", headers["RateLimit-Policy"]);
        Assert.Equal("\"budget\";r=999;t=10800", headers["RateLimit"]);
        Assert.DoesNotContain(headers.Keys, name => name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(3_600, 3_600)]
    [InlineData(2_678_400, 2_678_400)]
    [InlineData(10.2, 11)]
    public void A_window_is_told_in_whole_seconds(double seconds, long told) =>
        Assert.Equal($"\"window\";q=5;w={told}", Written(new QuotaLevel("window", QuotaUnit.Requests, 5, 5, TimeSpan.Zero, TimeSpan.FromSeconds(seconds)))["RateLimit-Policy"]);

    [Fact]
    public void Debt_is_nothing_left()
    {
        var headers = Written(new QuotaLevel("tokens", QuotaUnit.Tokens, 100, -50, TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(1)));

        Assert.Equal("\"tokens\";r=0;t=90", headers["RateLimit"]);
        Assert.Equal("0", headers["x-ratelimit-remaining-tokens"]);
        Assert.Equal("1m30s", headers["x-ratelimit-reset-tokens"]);
    }

    /// <summary>A structured field's integer has 15 digits at most.</summary>
    [Theory]
    [InlineData(QuotaUnit.Cost, 100_000_000_000_000_000, "100000000000000")]
    [InlineData(QuotaUnit.Tokens, long.MaxValue, "999999999999999")]
    public void No_number_has_more_digits_than_the_format_allows(QuotaUnit unit, long amount, string told) =>
        Assert.Contains($";q={told};", Written(new QuotaLevel("wide", unit, amount, 0, TimeSpan.Zero, TimeSpan.FromDays(1)))["RateLimit-Policy"].ToString(), StringComparison.Ordinal);

    private static HeaderDictionary Written(QuotaLevel level)
    {
        var headers = new HeaderDictionary();
        RateLimitHeaders.Write(headers, [level]);
        return headers;
    }
}

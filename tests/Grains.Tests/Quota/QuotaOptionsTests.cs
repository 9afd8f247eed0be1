using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

public sealed class QuotaOptionsTests
{
    [Fact]
    public void A_plan_in_range_is_accepted() => Assert.Empty(ErrorsOf(Limit("tokens-per-minute", 1_000, TimeSpan.FromMinutes(1), 500)));

    [Theory]
    [InlineData("Tokens", 10, 60, null, "Plans:free:Limits:0:Name is 'Tokens'")]
    [InlineData("tokens", 0, 60, null, "Plans:free:Limits:0:Amount is 0, expected 1 to 1000000000000.")]
    [InlineData("tokens", 10, 0, null, "Plans:free:Limits:0:Period is 00:00:00, expected 00:00:01 to 31.00:00:00.")]
    [InlineData("tokens", 10, 2_678_401, null, "Plans:free:Limits:0:Period is 31.00:00:01, expected 00:00:01 to 31.00:00:00.")]
    [InlineData("tokens", 10, 60, 10_001L, "Plans:free:Limits:0:Burst is 10001, expected 1 to 10000 for an Amount of 10.")]
    public void A_limit_out_of_range_is_refused_by_path_and_numbers(string name, long amount, int seconds, long? burst, string message) =>
        Assert.Contains(message, ErrorsOf(Limit(name, amount, TimeSpan.FromSeconds(seconds), burst)), StringComparison.Ordinal);

    [Fact]
    public void A_name_is_used_once_in_a_plan() =>
        Assert.Contains("Plans:free:Limits:1:Name is 'twice', as is another", ErrorsOf(
            Limit("twice", 1, TimeSpan.FromSeconds(1), null), Limit("twice", 1, TimeSpan.FromSeconds(1), null)), StringComparison.Ordinal);

    [Fact]
    public void A_plan_has_sixteen_limits_at_most() =>
        Assert.Contains("Plans:free:Limits has 17 limits, the most is 16.", ErrorsOf(
            [.. Enumerable.Range(0, 17).Select(i => Limit($"limit-{i}", 1, TimeSpan.FromSeconds(1), null))]), StringComparison.Ordinal);

    [Fact]
    public void Concurrency_has_no_period()
    {
        var limit = Limit("streams", 5, TimeSpan.FromMinutes(1), null);
        limit.Unit = QuotaUnit.Concurrency;

        Assert.Contains("Plans:free:Limits:0:Period is 00:01:00, but concurrency has none.", ErrorsOf(limit), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tenant_on_an_unknown_plan_is_refused_naming_both()
    {
        var options = new QuotaOptions { Tenants = { ["acme"] = new() { Plan = "gold" } } };

        Assert.Contains("Tenants:acme:Plan is 'gold', but Plans:gold does not exist.", ErrorsOf(options), StringComparison.Ordinal);
    }

    private static QuotaLimitOptions Limit(string name, long amount, TimeSpan period, long? burst) =>
        new() { Name = name, Unit = QuotaUnit.Tokens, Amount = amount, Period = period, Burst = burst };

    private static string ErrorsOf(params QuotaLimitOptions[] limits) =>
        ErrorsOf(new QuotaOptions { Plans = { ["free"] = new() { Limits = [.. limits] } } });

    private static string ErrorsOf(QuotaOptions options) => new QuotaOptionsValidator().Validate(null, options).FailureMessage ?? "";
}

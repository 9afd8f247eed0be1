using CsCheck;
using Orchestrator.Dispatch;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class SharesTests
{
    [Fact]
    public void The_shares_are_the_limit_and_every_silo_has_one_as_far_as_it_goes() =>
        Gen.Select(Gen.Int[0, 300], Gen.Select(Gen.Int[0, 5], Gen.Double[0.01, 100], Gen.Int[0, 400]).Array[0, 6].Array[1, 8]).Sample((limit, silos) =>
        {
            var shares = Shares.Divide(limit, [.. silos.Select(silo => (IReadOnlyList<TenantDemand>)[.. silo.Select(load => new TenantDemand($"t{load.Item1}", load.Item2, load.Item3))])]);

            Assert.Equal(limit, shares.Sum());
            Assert.All(shares, share => Assert.True(share >= (limit >= silos.Length ? 1 : 0)));
        });

    [Fact]
    public void Tenants_are_equal_though_one_has_three_silos_and_the_other_one()
    {
        var shares = Shares.Divide(60, [[new("wide", 1, 100)], [new("wide", 1, 100)], [new("wide", 1, 100)], [new("narrow", 1, 100)]]);

        Assert.Equal([10, 10, 10, 30], shares);
    }

    [Fact]
    public void A_tenant_that_asks_for_little_gets_all_of_it()
    {
        var shares = Shares.Divide(50, [[new("small", 1, 5)], [new("large", 1, 1000)]]);

        Assert.Equal([5, 45], shares);
    }

    [Fact]
    public void What_nobody_asks_for_is_spread_evenly()
    {
        Assert.Equal([10, 10, 10], Shares.Divide(30, [[], [], []]));
    }
}

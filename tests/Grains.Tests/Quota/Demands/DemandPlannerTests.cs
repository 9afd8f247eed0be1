using System.Collections.Immutable;
using CsCheck;
using Xunit;

namespace Orchestrator.Quota;

public sealed class DemandPlannerTests
{
    private const int Assumed = 1_024;
    private static readonly DateTimeOffset s_now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A hundred billionths for a token of the prompt, a thousand for one of the answer.</summary>
    private static readonly ModelTerms s_model = new(Prices.Read(0.01m, 0.1m, 1), null);

    [Fact]
    public void Each_limit_is_asked_in_its_own_unit_in_the_plans_order()
    {
        var demand = Of(Plan(Limit("a", QuotaUnit.Requests, 5), Limit("b", QuotaUnit.Tokens, 100_000), Limit("c", QuotaUnit.Concurrency, 5), Limit("d", QuotaUnit.Cost, 1_000_000_000)), Request(10, 40, max: 50));

        Assert.Equal([("a", 1), ("b", 60), ("c", 1), ("d", 40 * 100 + 50 * 1_000)], demand.Units.Select(unit => (unit.Limit.Limit, unit.Units)));
        Assert.Equal(["a", "b", "c", "d"], demand.Units.Select(unit => unit.Terms.Name));
    }

    [Theory]
    [InlineData(QuotaScope.Tenant, "", "")]
    [InlineData(QuotaScope.Key, "", "first")]
    [InlineData(QuotaScope.Key, "first", "first")]
    [InlineData(QuotaScope.Key, "second", null)]
    [InlineData(QuotaScope.Model, "", "small")]
    [InlineData(QuotaScope.Model, "large,small", "small")]
    [InlineData(QuotaScope.Model, "large", null)]
    public void A_limit_binds_whom_its_scope_says(QuotaScope by, string only, string? whose)
    {
        var limit = Limit("limit", QuotaUnit.Requests, 5) with { Scope = new LimitScope(by, [.. only.Split(',', StringSplitOptions.RemoveEmptyEntries)]) };

        Assert.Equal(whose is null ? [] : [whose], Of(Plan(limit), Request(10, 40)).Units.Select(unit => unit.Limit.Whose));
    }

    [Fact]
    public void max_tokens_1_with_max_completion_tokens_1000_reserves_1000()
    {
        // The door makes the larger of the two the client's word.
        var plan = Plan(Limit("tokens", QuotaUnit.Tokens, 100_000));

        Assert.Equal(10 + 1_000, Of(plan, Request(10, 40, max: 1_000)).Units[0].Units);
        Assert.Equal(40 + 1_000, Of(plan with { Mode = QuotaMode.Strict }, Request(10, 40, max: 1_000)).Units[0].Units);
    }

    [Theory]
    [InlineData(QuotaMode.Estimated, 100_000, 10 + Assumed, null)]
    [InlineData(QuotaMode.Strict, 100_000, 40 + 4_096, 4_096)]
    [InlineData(QuotaMode.Strict, 1_000, 1_000, 960)]
    [InlineData(QuotaMode.Strict, 41, 41, 1)]
    public void First_request_refused_because_the_default_reservation_exceeds_a_small_limit(QuotaMode mode, long amount, long units, int? most)
    {
        // The bug of a peer: with us a first request of a client that sets no maximum fits whatever limit its prompt leaves room in.
        var demand = Of(Plan(Limit("tokens", QuotaUnit.Tokens, amount)) with { Mode = mode }, Request(10, 40));

        Assert.Equal((units, most), (demand.Units[0].Units, demand.MaxTokens));
        Assert.True(units <= amount);
    }

    [Fact]
    public void An_estimate_is_never_more_than_a_limit_can_hold_even_where_the_client_asks_for_more()
    {
        var demand = Of(Plan(Limit("tokens", QuotaUnit.Tokens, 100)), Request(10, 40, max: 5_000));

        Assert.Equal(100, demand.Units[0].Units);
        Assert.Null(demand.MaxTokens);
    }

    [Theory]
    [InlineData(QuotaUnit.Tokens, 100, 40 + 5_000)]
    [InlineData(QuotaUnit.Cost, 100, 40 * 100 + 5_000 * 1_000)]
    public void What_the_client_asks_for_is_never_shrunk(QuotaUnit unit, long amount, long units)
    {
        var demand = Of(Plan(Limit("limit", unit, amount)) with { Mode = QuotaMode.Strict, MaxTokens = 10 }, Request(10, 40, max: 5_000));

        Assert.Equal((units, null), (demand.Units[0].Units, demand.MaxTokens));
    }

    [Theory]
    [InlineData(300, 200, 300)]
    [InlineData(null, 200, 200)]
    [InlineData(null, null, null)]
    public void The_plans_maximum_goes_before_the_models_and_is_set_where_nothing_needs_it(int? plans, int? models, int? most)
    {
        var demand = Of(Plan(Limit("tokens", QuotaUnit.Tokens, 100_000)) with { MaxTokens = plans }, Request(10, 40), s_model with { MaxTokens = models });

        Assert.Equal((10 + (most ?? Assumed), most), (demand.Units[0].Units, demand.MaxTokens));
    }

    [Fact]
    public void A_ceiling_of_ours_is_no_expectation() =>
        Assert.Equal(10 + Assumed, Of(Plan(Limit("tokens", QuotaUnit.Tokens, 100_000)) with { MaxTokens = 50_000 }, Request(10, 40)).Units[0].Units);

    [Fact]
    public void A_budget_is_hard_whatever_the_mode_and_shrinks_our_maximum_until_it_holds_the_call()
    {
        var demand = Of(Plan(Limit("tokens", QuotaUnit.Tokens, 100_000), Limit("budget", QuotaUnit.Cost, 10_999)), Request(10, 40));

        Assert.Equal(6, demand.MaxTokens);
        Assert.Equal([10 + 6, 40 * 100 + 6 * 1_000], demand.Units.Select(unit => unit.Units));
    }

    [Fact]
    public void A_prompt_that_no_limit_holds_leaves_one_token_and_is_asked_for_as_it_is()
    {
        var demand = Of(Plan(Limit("tokens", QuotaUnit.Tokens, 30)) with { Mode = QuotaMode.Strict }, Request(10, 40));

        Assert.Equal((41, 1), (demand.Units[0].Units, demand.MaxTokens));
    }

    [Fact]
    public void A_burst_is_what_a_bucket_can_hold_and_an_amount_is_what_a_window_can()
    {
        var limits = Plan(
            Limit("bucket", QuotaUnit.Tokens, 1_000) is var bucket ? bucket with { Terms = bucket.Terms with { Burst = 500 } } : bucket,
            Limit("window", QuotaUnit.Tokens, 400) is var window ? window with { Terms = window.Terms with { Algorithm = QuotaAlgorithm.FixedWindow, Period = 0 } } : window) with { Mode = QuotaMode.Strict };

        Assert.Equal(360, Of(limits, Request(10, 40)).MaxTokens);
        Assert.Equal(460, Of(limits with { Limits = limits.Limits[..1] }, Request(10, 40)).MaxTokens);
    }

    [Fact]
    public void Each_answer_of_several_is_reckoned_with()
    {
        var plan = Plan(Limit("tokens", QuotaUnit.Tokens, 1_000), Limit("budget", QuotaUnit.Cost, 1_000_000_000));

        Assert.Equal([10 + 3 * 50, 40 * 100 + 3 * 50 * 1_000], Of(plan, Request(10, 40, max: 50, choices: 3)).Units.Select(unit => unit.Units));
        Assert.Equal((1_000 - 40) / 7, Of(plan with { Mode = QuotaMode.Strict }, Request(10, 40, choices: 7)).MaxTokens);
    }

    [Fact]
    public void A_budget_holds_no_call_whose_price_nobody_knows() =>
        Assert.True(Of(Plan(Limit("budget", QuotaUnit.Cost, 100_000_000 * PriceList.Unit)), Request(10, 40), ModelTerms.Unknown).Units[0].Units > 100_000_000 * PriceList.Unit);

    [Fact]
    public void A_bound_covers_whatever_comes_back_and_our_maximum_fits_wherever_the_prompt_does() =>
        Gen.Select(
            Gen.Select(Gen.Long[1, 20_000], Gen.Long[1, 50_000_000], Gen.Int[0, 1], Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 10_000].Select(most => (int?)most))),
            Gen.Select(Gen.Long[0, 5_000], Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, int.MaxValue].Select(most => (int?)most)), Gen.Int[1, 128]),
            Prices.Lists, Prices.Moments).Sample((limits, asked, prices, now) =>
        {
            var (tokens, cost, mode, plans) = limits;
            var (prompt, max, choices) = asked;
            var plan = Plan(Limit("tokens", QuotaUnit.Tokens, tokens), Limit("budget", QuotaUnit.Cost, cost)) with { Mode = (QuotaMode)mode, MaxTokens = plans };
            var list = Prices.Of(prices);
            var demand = DemandPlanner.Of(plan, Request(prompt / 4, prompt, max, choices), new ModelTerms(list, null), Assumed, now);

            var most = (max ?? demand.MaxTokens)!.Value;
            Assert.Equal(max is null, demand.MaxTokens is not null);
            Assert.All(demand.Units, unit => Assert.InRange(unit.Units, 0, Need.MostUnits));
            Assert.True(demand.Units[1].Units >= Math.Min(Need.MostUnits, list.Of(new TokenUsage(prompt, (long)choices * most), now)));
            if (plan.Mode is QuotaMode.Estimated) Assert.True(demand.Units[0].Units <= tokens);
            else Assert.True(demand.Units[0].Units == prompt + (long)choices * most);

            var fits = list.Most(prompt, choices, now) <= cost && (plan.Mode is QuotaMode.Estimated || prompt + choices <= tokens);
            if (max is null && fits) Assert.All(demand.Units, unit => Assert.True(unit.Units <= unit.Terms.Amount));
            if (max is null && !fits) Assert.Equal(1, most);
        });

    private static Demand Of(PlanTerms plan, QuotaRequest request, ModelTerms? model = null) => DemandPlanner.Of(plan, request, model ?? s_model, Assumed, s_now);

    private static PlanTerms Plan(params ImmutableArray<PlanLimit> limits) => new() { Version = 1, Limits = limits };

    private static PlanLimit Limit(string name, QuotaUnit unit, long amount) =>
        new(new LimitTerms(name, unit, QuotaAlgorithm.TokenBucket, amount, unit is QuotaUnit.Concurrency ? 0 : TimeSpan.TicksPerMinute, amount), new LimitScope(QuotaScope.Tenant, []));

    private static QuotaRequest Request(long tokens, long bound, int? max = null, int choices = 1) => new()
    {
        Id = RequestId.Create(),
        Tenant = new TenantId("acme"),
        Key = "first",
        Model = new ModelName("small"),
        PromptTokens = tokens,
        PromptBound = bound,
        MaxTokens = max,
        Choices = choices,
    };
}

using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Requests;

public sealed class ChargeTests
{
    private const long Prompt = 100;
    private static readonly DateTimeOffset s_morning = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_evening = new(2026, 10, 1, 20, 0, 0, TimeSpan.Zero);
    private static readonly PriceList s_price = Prices.Read(0.01m, 0.1m, 1, Prices.BeijingMorning);
    private static readonly UpstreamFailure s_failure = new() { Kind = UpstreamFailureKind.Broken, Message = "broken" };

    [Fact]
    public void A_whole_answer_costs_what_the_provider_counted()
    {
        var work = Completed(new TokenUsage(90, 20, Cached: 60));

        Assert.Equal(new Use(110, 60 * 10 + 30 * 100 + 20 * 1_000), Charge.Of(work, Prompt, s_price, s_evening));
        Assert.Equal(new Use(110, 2 * (60 * 10 + 30 * 100 + 20 * 1_000)), Charge.Of(work, Prompt, s_price, s_morning));
    }

    [Fact]
    public void An_answer_that_nobody_counted_costs_all_that_was_reserved() =>
        Assert.Equal(new Use(null, null), Charge.Of(Completed(null), Prompt, s_price, s_evening));

    [Fact]
    public void A_call_of_which_nobody_knows_the_end_costs_all_that_was_reserved() =>
        Assert.Equal(new Use(null, null), Charge.Of(null, Prompt, s_price, s_evening));

    [Fact]
    public void Early_disconnect_to_evade_the_quota()
    {
        // The bug of a peer: with us a client that leaves, and an answer that breaks off, pay for the prompt and for what had come.
        var use = new Use(Prompt + 20, Prompt * 100 + 20 * 1_000);

        Assert.Equal(use, Charge.Of(new WorkOutcome.ClientGone(20), Prompt, s_price, s_evening));
        Assert.Equal(use, Charge.Of(new WorkOutcome.Failed(s_failure, 3, 20), Prompt, s_price, s_evening));
    }

    [Fact]
    public void A_call_that_never_reached_a_model_costs_nothing()
    {
        Assert.Equal(new Use(0, 0), Charge.Of(new WorkOutcome.ClientGone(null), Prompt, s_price, s_evening));
        Assert.Equal(new Use(0, 0), Charge.Of(new WorkOutcome.Failed(s_failure, 0, null), Prompt, s_price, s_evening));
        Assert.Equal(new Use(0, 0), Charge.Of(new WorkOutcome.UnknownModel(), Prompt, s_price, s_evening));
    }

    [Fact]
    public void Without_a_price_the_cost_stays_what_was_reserved() =>
        Assert.Equal(new Use(110, null), Charge.Of(Completed(new TokenUsage(90, 20)), Prompt, null, s_evening));

    [Fact]
    public void Counts_beyond_all_measure_are_never_less_than_they_say()
    {
        var use = Charge.Of(Completed(new TokenUsage(long.MaxValue, long.MaxValue)), Prompt, s_price, s_evening);

        Assert.Equal(new Use(Need.MostUnits, Need.MostUnits), use);
    }

    private static WorkOutcome.Completed Completed(TokenUsage? usage) => new(new Completion { FinishReason = "stop", Usage = usage });
}

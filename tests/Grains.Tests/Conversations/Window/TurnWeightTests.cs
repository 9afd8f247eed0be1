using Xunit;

namespace Orchestrator.Conversations;

public sealed class TurnWeightTests
{
    [Theory]
    [InlineData(true, "user")]
    [InlineData(true, "developer", "user")]
    [InlineData(true, "user", "assistant", "tool")]
    [InlineData(false)]
    [InlineData(false, "tool")]
    [InlineData(false, "tool", "user")]
    [InlineData(false, "user", "tool")]
    [InlineData(false, "assistant", "user")]
    public void A_turn_may_be_first_that_begins_with_somebody_who_asks_and_answers_no_earlier_call(bool opens, params string[] roles)
    {
        Assert.Equal(opens, TurnWeight.MayOpen([.. roles.Select(role => new Message(role, default))]));
    }
}

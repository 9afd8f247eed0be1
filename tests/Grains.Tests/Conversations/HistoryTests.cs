using Xunit;

namespace Orchestrator.Conversations;

public sealed class HistoryTests
{
    private readonly ConversationId _id = ConversationId.Create();
    private readonly History _history = new();

    [Fact]
    public void What_was_said_before_a_turn_is_all_that_came_earlier_and_no_more()
    {
        _history.Append([TurnOf(0, "a", "A"), TurnOf(1, "b", null), TurnOf(2, "c", "C")]);

        Assert.Empty(_history.Between(0, 0));
        Assert.Equal(["a", "A"], _history.Between(0, 1).Select(Talk.Hear));
        Assert.Equal(["a", "A", "b"], _history.Between(0, 2).Select(Talk.Hear));
        Assert.Equal(["a", "A", "b", "c", "C"], _history.Between(0, 3).Select(Talk.Hear));
    }

    [Fact]
    public void Bytes_are_those_of_the_messages()
    {
        _history.Append([TurnOf(0, "four", "sixsix"), TurnOf(1, "two", null)]);

        Assert.Equal(13, _history.Bytes);
    }

    [Fact]
    public void A_turn_out_of_order_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _history.Append(TurnOf(1, "b", "B")));
    }

    [Fact]
    public void An_answer_is_held_only_under_its_own_nonce()
    {
        _history.Append(TurnOf(0, "a", "A"));

        Assert.True(_history.Holds(new ResponseId(_id, 0, 0)));
        Assert.False(_history.Holds(new ResponseId(_id, 0, 1)));
        Assert.False(_history.Holds(new ResponseId(_id, 1, 0)));
        Assert.False(_history.Holds(new ResponseId(ConversationId.Create(), 0, 0)));
    }

    private Turn TurnOf(int number, string asked, string? answered) => new()
    {
        Number = number,
        Response = new ResponseId(_id, number, (uint)number),
        Input = [Talk.Say(asked)],
        Output = answered is null ? null : Talk.Say(answered),
        At = DateTimeOffset.UnixEpoch,
    };
}

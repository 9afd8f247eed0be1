using System.Text.Json;
using Orchestrator.Conversations;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>What a request's place means: which history goes in front of it, and where its answer is kept.</summary>
public sealed class ConversationStepsTests(HallCluster hall) : IClassFixture<HallCluster>
{
    [Fact]
    public async Task The_turn_after_an_answer_is_asked_with_all_that_was_said_before()
    {
        var guest = hall.NewGuest();
        var first = Guest.Answered(await guest.Ask("One?", new TurnPlace.Fresh()));
        var second = Guest.Answered(await guest.Ask("Two?", new TurnPlace.After(first.Response!.Value)));

        var third = await guest.Tell("Three?", new TurnPlace.After(second.Response!.Value));

        Assert.Equal(["One?", Content(first), "Two?", Content(second), "Three?"], hall.LastSent());
        Assert.Equal((first.Response.Value.Conversation, 2), (third.Conversation, third.Turn));
    }

    [Fact]
    public async Task Of_two_requests_after_the_same_answer_the_second_forks()
    {
        var guest = hall.NewGuest();
        var first = Guest.Answered(await guest.Ask("One?", new TurnPlace.Fresh()));
        var onward = await guest.Tell("Left?", new TurnPlace.After(first.Response!.Value));

        var fork = await guest.Tell("Right?", new TurnPlace.After(first.Response.Value));

        Assert.Equal(["One?", Content(first), "Right?"], hall.LastSent());
        Assert.Equal(first.Response.Value.Conversation, onward.Conversation);
        Assert.NotEqual(onward.Conversation, fork.Conversation);
        Assert.Equal(1, fork.Turn);
    }

    [Fact]
    public async Task Of_two_requests_at_once_after_the_same_answer_the_second_forks_and_neither_waits()
    {
        var guest = hall.NewGuest();
        var first = await guest.Tell("One?", new TurnPlace.Fresh());
        var calls = hall.Journal.LastNumber;
        hall.Upstream.Put("ttft=3600000; times=1");
        using var client = new CancellationTokenSource();
        var silent = guest.Ask("Left?", new TurnPlace.After(first), gone: client.Token);
        await hall.Journal.Arrival(calls + 1, TestContext.Current.CancellationToken);

        var fork = await guest.Tell("Right?", new TurnPlace.After(first));

        Assert.NotEqual(first.Conversation, fork.Conversation);
        await client.CancelAsync();
        Assert.IsType<ChatOutcome.ClientGone>(await silent);
    }

    [Fact]
    public async Task A_conversation_with_a_running_turn_turns_the_next_away_and_it_costs_nothing()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        var calls = hall.Journal.LastNumber;
        hall.Upstream.Put("ttft=3600000; times=1");
        using var client = new CancellationTokenSource();
        var running = guest.Ask("One?", new TurnPlace.End(conversation), gone: client.Token);
        await hall.Journal.Arrival(calls + 1, TestContext.Current.CancellationToken);
        var used = await guest.Used();

        var invalid = Assert.IsType<ChatOutcome.Invalid>(await guest.Ask("Two?", new TurnPlace.End(conversation)));

        Assert.Equal("conversation_locked", invalid.Code);
        Assert.Equal((used, calls + 1), (await guest.Used(), hall.Journal.LastNumber));
        await client.CancelAsync();
        Assert.IsType<ChatOutcome.ClientGone>(await running);
    }

    [Fact]
    public async Task Instructions_go_in_front_of_the_history_and_are_not_remembered()
    {
        var guest = hall.NewGuest();
        var first = Guest.Answered(await guest.Ask("One?", new TurnPlace.Fresh(), "Be brief."));
        Assert.Equal(["Be brief.", "One?"], hall.LastSent());

        var second = Guest.Answered(await guest.Ask("Two?", new TurnPlace.After(first.Response!.Value), "Be polite."));

        Assert.Equal(["Be polite.", "One?", Content(first), "Two?"], hall.LastSent());
        await guest.Ask("Three?", new TurnPlace.After(second.Response!.Value));
        Assert.Equal(["One?", Content(first), "Two?", Content(second), "Three?"], hall.LastSent());
    }

    [Fact]
    public async Task What_is_not_to_be_kept_is_asked_with_the_history_and_forgotten()
    {
        var guest = hall.NewGuest();
        var first = Guest.Answered(await guest.Ask("One?", new TurnPlace.Fresh()));

        var aside = Guest.Answered(await guest.Ask("Between us?", new TurnPlace.After(first.Response!.Value, Keep: false)));

        Assert.Null(aside.Response);
        Assert.Equal(["One?", Content(first), "Between us?"], hall.LastSent());
        Assert.Equal(1, (await guest.Conversation(first.Response.Value.Conversation).Describe())!.Turns);
        Assert.Equal(1, (await guest.Tell("Two?", new TurnPlace.After(first.Response.Value))).Turn);
    }

    [Fact]
    public async Task An_answer_of_another_tenant_is_not_found_and_costs_nothing()
    {
        var (owner, stranger) = (hall.NewGuest(), hall.NewGuest());
        var first = await owner.Tell("One?", new TurnPlace.Fresh());
        var calls = hall.Journal.LastNumber;

        var invalid = Assert.IsType<ChatOutcome.Invalid>(await stranger.Ask("What did they say?", new TurnPlace.After(first)));

        Assert.Equal(("previous_response_id", "previous_response_not_found", 400), (invalid.Param, invalid.Code, invalid.Status));
        Assert.Equal(((0, 0, 0), calls), (await stranger.Used(), hall.Journal.LastNumber));
    }

    [Fact]
    public async Task A_conversation_of_another_tenant_is_not_found()
    {
        var (owner, stranger) = (hall.NewGuest(), hall.NewGuest());
        var conversation = await owner.NewConversation();

        var invalid = Assert.IsType<ChatOutcome.Invalid>(await stranger.Ask("What did they say?", new TurnPlace.End(conversation)));

        Assert.Equal(("conversation_not_found", 404), (invalid.Code, invalid.Status));
    }

    [Fact]
    public async Task A_turn_that_failed_leaves_its_answers_id_unknown()
    {
        var guest = hall.NewGuest();
        hall.Upstream.Put("cut-after=20; times=1");
        var reader = new AttentiveReader();
        Assert.IsType<ChatOutcome.UpstreamFailed>(await guest.Stream("One?", reader, new TurnPlace.Fresh()));

        var invalid = Assert.IsType<ChatOutcome.Invalid>(await guest.Ask("Two?", new TurnPlace.After(reader.Openings[0]!.Value)));

        Assert.Equal("previous_response_not_found", invalid.Code);
    }

    private static string Content(ChatOutcome.Completed answer)
    {
        using var message = JsonDocument.Parse(answer.Completion.Message!.Json);
        return message.RootElement.GetProperty("content").GetString()!;
    }
}

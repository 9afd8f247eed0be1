using System.Text;
using System.Text.Json;
using Orchestrator.Conversations;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>One request's way through the rooms, and what it leaves behind.</summary>
public sealed class RequestGrainTests(HallCluster hall) : IClassFixture<HallCluster>
{
    [Fact]
    public async Task A_plain_request_is_answered_and_pays_what_the_provider_counted()
    {
        var guest = hall.NewGuest();

        var answer = Guest.Answered(await guest.Ask("How are you?"));

        var usage = answer.Completion.Usage!.Value;
        Assert.Equal("stop", answer.Completion.FinishReason);
        Assert.Null(answer.Response);
        Assert.Equal((1, usage.Total, 0), Guest.Used(answer.Levels));
        Assert.Equal((1, usage.Total, 0), await guest.Used());
    }

    [Fact]
    public async Task A_streamed_request_brings_every_batch_that_its_outcome_counts()
    {
        var guest = hall.NewGuest();
        var reader = new AttentiveReader();

        var answer = Guest.Answered(await guest.Stream("How are you?", reader, new TurnPlace.Fresh()));

        var (content, _) = await reader.Read(answer.Completion.Batches);
        using var message = JsonDocument.Parse(answer.Completion.Message!.Json);
        Assert.Equal(message.RootElement.GetProperty("content").GetString(), content);
        Assert.Equal([answer.Response], reader.Openings);
        Assert.Equal((1, answer.Completion.Usage!.Value.Total, 0), Guest.Used(answer.Levels));
    }

    [Fact]
    public async Task A_request_without_a_place_is_announced_with_its_limits_and_without_an_id()
    {
        var reader = new AttentiveReader();

        Guest.Answered(await hall.NewGuest().Stream("How are you?", reader));

        Assert.Equal([null], reader.Openings);
        Assert.NotEmpty(reader.Levels);
    }

    [Fact]
    public async Task A_refusal_takes_nothing_calls_nobody_and_leaves_no_turn_locked()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var request = 0; request < HallCluster.AmountOfRequests; request++) await guest.Ask("Again?");
        var (used, calls) = (await guest.Used(), hall.Journal.LastNumber);

        var refused = Assert.IsType<ChatOutcome.Refused>(await guest.Ask("Once more?", new TurnPlace.End(conversation)));

        Assert.Equal("requests", refused.Refusal.Limit);
        Assert.Equal(used, Guest.Used(refused.Levels));
        Assert.Equal((used, calls), (await guest.Used(), hall.Journal.LastNumber));
        hall.Clock.Advance(refused.Refusal.RetryAfter!.Value);
        await guest.Tell("And now?", new TurnPlace.End(conversation));
    }

    [Fact]
    public async Task A_model_that_nobody_serves_is_not_found_and_costs_no_tokens()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        var calls = hall.Journal.LastNumber;

        var invalid = Assert.IsType<ChatOutcome.Invalid>(await guest.Ask("Anybody there?", new TurnPlace.End(conversation), model: "unheard-of"));

        Assert.Equal(("model", "model_not_found", 404), (invalid.Param, invalid.Code, invalid.Status));
        Assert.Equal((1, 0, 0), await guest.Used());
        Assert.Equal(calls, hall.Journal.LastNumber);
        await guest.Tell("And you?", new TurnPlace.End(conversation));
    }

    [Theory]
    [InlineData("status=503", 0)]
    [InlineData("status=400", 0)]
    [InlineData("cut-before-headers", 1)]
    public async Task A_call_that_fails_costs_its_prompt_unless_it_never_reached_the_model(string behaviour, int prompts)
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        hall.Upstream.Put($"{behaviour}; times=1");

        var failed = Assert.IsType<ChatOutcome.UpstreamFailed>(await guest.Ask("How are you?", new TurnPlace.End(conversation)));

        Assert.Equal(0, failed.Batches);
        Assert.Equal((1, prompts * Guest.Estimate("How are you?"), 0), Guest.Used(failed.Levels));
        Assert.Equal(Guest.Used(failed.Levels), await guest.Used());
        await TheTalkGoesOn(guest, conversation);
    }

    [Fact]
    public async Task A_stream_that_breaks_costs_its_prompt_and_what_came_of_the_answer()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        hall.Upstream.Put("cut-after=20; times=1");
        var reader = new AttentiveReader();

        var failed = Assert.IsType<ChatOutcome.UpstreamFailed>(await guest.Stream("How are you?", reader, new TurnPlace.End(conversation)));

        var (content, reasoning) = await reader.Read(failed.Batches);
        var observed = (Encoding.UTF8.GetByteCount(content + reasoning) + 3) / 4;
        Assert.True(observed > 0);
        Assert.Equal((1, Guest.Estimate("How are you?") + observed, 0), Guest.Used(failed.Levels));
        await TheTalkGoesOn(guest, conversation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_aborts_a_silent_upstream_and_frees_its_permit_and_its_turn(bool stream)
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        hall.Upstream.Put("ttft=3600000; times=1");
        using var client = new CancellationTokenSource();
        var call = hall.Journal.LastNumber + 1;
        var request = stream
            ? guest.Stream("Anybody there?", new AttentiveReader(), new TurnPlace.End(conversation), client.Token)
            : guest.Ask("Anybody there?", new TurnPlace.End(conversation), gone: client.Token);
        await hall.Journal.Arrival(call, TestContext.Current.CancellationToken);

        await client.CancelAsync();

        Assert.IsType<ChatOutcome.ClientGone>(await request);
        Assert.Equal(Simulator.JournalState.Aborted, (await hall.Journal.End(call, TestContext.Current.CancellationToken))!.State);
        Assert.Equal((1, Guest.Estimate("Anybody there?"), 0), await guest.Used());
        await TheTalkGoesOn(guest, conversation);
    }

    [Fact]
    public async Task A_reader_that_reads_no_more_stops_the_upstream()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        hall.Upstream.Put("tokens=100000; tps=500; times=1");
        var call = hall.Journal.LastNumber + 1;

        var outcome = await guest.Stream("Tell me all", new AttentiveReader(refuseFrom: 3), new TurnPlace.End(conversation));

        Assert.IsType<ChatOutcome.ClientGone>(outcome);
        Assert.Equal(Simulator.JournalState.Aborted, (await hall.Journal.End(call, TestContext.Current.CancellationToken))!.State);
        Assert.Equal(0, (await guest.Used()).AtOnce);
        await TheTalkGoesOn(guest, conversation);
    }

    [Fact]
    public async Task A_reader_that_is_gone_before_the_call_costs_no_tokens_and_calls_nobody()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        var calls = hall.Journal.LastNumber;
        var reader = new AttentiveReader { Opening = Task.FromException(new TimeoutException("The reader's process did not answer.")) };

        var outcome = await guest.Stream("How are you?", reader, new TurnPlace.End(conversation));

        Assert.IsType<ChatOutcome.ClientGone>(outcome);
        Assert.Equal(calls, hall.Journal.LastNumber);
        Assert.Equal((1, 0, 0), await guest.Used());
        await TheTalkGoesOn(guest, conversation);
    }

    [Fact]
    public async Task A_client_that_leaves_while_its_reader_is_silent_is_not_waited_for_and_costs_no_tokens()
    {
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        var calls = hall.Journal.LastNumber;
        var reader = new AttentiveReader { Opening = new TaskCompletionSource().Task };
        using var client = new CancellationTokenSource();
        var request = guest.Stream("How are you?", reader, new TurnPlace.End(conversation), client.Token);
        await reader.Arrived.Task;

        await client.CancelAsync();

        Assert.IsType<ChatOutcome.ClientGone>(await request);
        Assert.Equal(calls, hall.Journal.LastNumber);
        Assert.Equal((1, 0, 0), await guest.Used());
        await TheTalkGoesOn(guest, conversation);
    }

    private async Task TheTalkGoesOn(Guest guest, ConversationId conversation)
    {
        Assert.Equal(0, (await guest.Tell("Shall we go on?", new TurnPlace.End(conversation))).Turn);
        Assert.Equal(["Shall we go on?"], hall.LastSent());
    }
}

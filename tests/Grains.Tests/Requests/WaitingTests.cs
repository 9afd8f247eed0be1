using Orchestrator.Conversations;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>Requests of one conversation that come while a turn of it runs.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private readonly HallCluster _hall = new(silos: 2, new() { ["Conversations:MaxWaiting"] = "3" });

    public ValueTask InitializeAsync() => _hall.InitializeAsync();

    public ValueTask DisposeAsync() => _hall.DisposeAsync();

    [Fact]
    public async Task They_wait_and_are_answered_in_the_order_in_which_they_came_each_with_all_that_was_said_before()
    {
        var guest = _hall.NewGuest();
        var conversation = await guest.NewConversation();
        using var client = new CancellationTokenSource();
        var running = await Hold(guest, conversation, "first", client.Token);
        var waiting = new List<Task<ChatOutcome>>();
        foreach (var words in new[] { "second", "third", "fourth" })
        {
            waiting.Add(guest.At(waiting.Count % 2).Ask(words, new TurnPlace.End(conversation)));
            await Joined(guest, conversation, waiting.Count);
        }

        var refused = Assert.IsType<ChatOutcome.Invalid>(await guest.Ask("one too many", new TurnPlace.End(conversation)));
        Assert.Equal("conversation_locked", refused.Code);
        await client.CancelAsync();
        Assert.IsType<ChatOutcome.ClientGone>(await running);

        foreach (var outcome in await Task.WhenAll(waiting)) Guest.Answered(outcome);
        var turns = (await guest.Conversation(conversation).Turns(0, 10))!.Value;
        Assert.Equal(["second", "third", "fourth"], turns.Select(turn => System.Text.Json.JsonDocument.Parse(turn.Input[0].Json).RootElement.GetProperty("content").GetString()));
        Assert.Equal(3, _hall.LastSent().Count(text => text is "second" or "third" or "fourth"));
    }

    [Fact]
    public async Task A_client_that_leaves_the_line_lets_the_next_one_move_up()
    {
        var guest = _hall.NewGuest();
        var conversation = await guest.NewConversation();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var running = await Hold(guest, conversation, "first", first.Token);
        var leaver = guest.Ask("leaver", new TurnPlace.End(conversation), gone: second.Token);
        await Joined(guest, conversation, 1);
        var last = guest.Ask("last", new TurnPlace.End(conversation));
        await Joined(guest, conversation, 2);

        await second.CancelAsync();
        await first.CancelAsync();

        Assert.IsType<ChatOutcome.ClientGone>(await running);
        Assert.IsType<ChatOutcome.ClientGone>(await leaver);
        Guest.Answered(await last);
        Assert.Equal(1, (await guest.Conversation(conversation).Describe())!.Turns);
    }

    [Fact]
    public async Task A_line_that_is_forgotten_is_joined_anew()
    {
        var guest = _hall.NewGuest();
        var conversation = await guest.NewConversation();
        using var client = new CancellationTokenSource();
        var running = await Hold(guest, conversation, "first", client.Token);
        var waiting = guest.Ask("second", new TurnPlace.End(conversation));
        await Joined(guest, conversation, 1);

        var leaving = _hall.Silos.DeactivateAsync(guest.Conversation(conversation));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!leaving.IsCompleted)
        {
            // Whoever asks meanwhile waits by the clock too.
            _hall.Clock.Advance(WaitingLine.LongestPoll);
            await pace.WaitForNextTickAsync();
        }

        await leaving;

        Guest.Answered(await waiting);
        await client.CancelAsync();
        Assert.IsType<ChatOutcome.ClientGone>(await running);
    }

    /// <summary>A turn that runs until its client leaves.</summary>
    private async Task<Task<ChatOutcome>> Hold(Guest guest, ConversationId conversation, string words, CancellationToken gone)
    {
        var calls = _hall.Journal.LastNumber;
        _hall.Upstream.Put("ttft=3600000; times=1");
        var running = guest.Ask(words, new TurnPlace.End(conversation), gone: gone);
        await _hall.Journal.Arrival(calls + 1, TestContext.Current.CancellationToken);
        return running;
    }

    /// <summary>Waits until so many stand in line.</summary>
    private static async Task Joined(Guest guest, ConversationId conversation, int waiting)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while ((await guest.Conversation(conversation).Describe())!.Waiting < waiting) await pace.WaitForNextTickAsync();
    }
}

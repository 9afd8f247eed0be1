using System.Globalization;
using System.Text.Json;
using Orchestrator.Conversations;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>What is sent of conversations that outgrow their model's window, by what the upstream received.</summary>
public sealed class WindowStepsTests
{
    private const int Window = 2_048;
    private static readonly string s_long = string.Join(' ', Enumerable.Repeat("some more words to fill the window", 30));

    [Fact]
    public async Task Where_it_is_refused_a_conversation_that_no_longer_fits_says_both_numbers_and_costs_nothing()
    {
        await using var hall = await Start("Refuse");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        ChatOutcome outcome;
        var turns = 0;
        do outcome = await guest.Ask($"{turns} {s_long}", new TurnPlace.End(conversation));
        while (outcome is ChatOutcome.Completed && ++turns < 20);

        var refused = Assert.IsType<ChatOutcome.Invalid>(outcome);
        Assert.Equal("context_length_exceeded", refused.Code);
        Assert.Contains($"{Window}", refused.Message, StringComparison.Ordinal);
        Assert.InRange(turns, 2, 8);
        Assert.Equal(turns, hall.Journal.LastNumber);
        Assert.Equal(turns, (await guest.Conversation(conversation).Describe())!.Turns);
    }

    [Fact]
    public async Task Where_the_oldest_are_dropped_prompts_begin_like_the_one_before_between_rare_big_steps()
    {
        await using var hall = await Start("DropOldest");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        var (before, steps) = ((string[])[], 0);
        for (var turn = 0; turn < 24; turn++)
        {
            Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation), instructions: "Be kind."));
            var sent = hall.LastSent();
            Assert.Equal("Be kind.", sent[0]);
            Assert.StartsWith($"turn {turn}:", sent[^1], StringComparison.Ordinal);
            if (!sent.Take(before.Length).SequenceEqual(before)) steps++;
            before = sent;
        }

        Assert.InRange(steps, 2, 12);
        Assert.Equal(24, (await guest.Conversation(conversation).Describe())!.Turns);
    }

    [Fact]
    public async Task A_client_that_would_rather_lose_the_oldest_turns_than_be_refused_says_so()
    {
        await using var hall = await Start("Refuse");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var turn = 0; turn < 10; turn++) Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation), mayDrop: true));

        Assert.DoesNotContain(hall.LastSent(), message => message.StartsWith("turn 0:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_they_are_summarised_a_summary_stands_for_what_was_dropped_and_is_paid_and_kept()
    {
        await using var hall = await Start("Summarise");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var turn = 0; turn < 8; turn++) Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation), instructions: "Be kind."));

        var sent = hall.LastSent();
        Assert.Equal("Be kind.", sent[0]);
        Assert.StartsWith("Summary of the conversation before this point:", sent[1], StringComparison.Ordinal);
        Assert.DoesNotContain(sent, message => message.StartsWith("turn 0:", StringComparison.Ordinal));
        var calls = hall.Journal.LastNumber;
        Assert.True(calls > 8, $"{calls} calls");
        Assert.Equal(calls, (await guest.Used()).Requests);
        var asked = Enumerable.Range(1, (int)calls).Select(number => JsonDocument.Parse(hall.Journal.Find(number)!.Body).RootElement.GetProperty("messages")).First(messages => messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()!.Contains("Summarise", StringComparison.Ordinal));
        Assert.Contains("turn 0:", asked[1].GetProperty("content").GetString(), StringComparison.Ordinal);

        // It goes on with the same summary until the next step, also after the conversation was read anew.
        await hall.Silos.DeactivateAsync(guest.Conversation(conversation));
        Guest.Answered(await guest.Ask("and now?", new TurnPlace.End(conversation), instructions: "Be kind."));
        Assert.Equal(sent, hall.LastSent().Take(sent.Length));
    }

    [Fact]
    public async Task Where_no_summary_can_be_had_the_turns_are_left_out_without_one()
    {
        var first = await FirstSummary();
        await using var hall = await Start("Summarise");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var turn = 0; turn <= first; turn++)
        {
            if (turn == first) hall.Upstream.Put("status=400; times=1");
            Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation)));
        }

        Assert.Equal(first + 2, hall.Journal.LastNumber);
        Assert.DoesNotContain(hall.LastSent(), message => message.StartsWith("Summary", StringComparison.Ordinal) || message.StartsWith("turn 0:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_names_a_threshold_has_its_oldest_turns_summarised_whatever_the_window_and_the_policy()
    {
        await using var hall = await Start("Refuse", window: null);
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var turn = 0; turn < 8; turn++) Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation), compactAbove: 1_500));

        var sent = hall.LastSent();
        Assert.StartsWith("Summary of the conversation before this point:", sent[0], StringComparison.Ordinal);
        Assert.DoesNotContain(sent, message => message.StartsWith("turn 0:", StringComparison.Ordinal));
        Assert.True(hall.Journal.LastNumber > 8, $"{hall.Journal.LastNumber} calls");
    }

    [Fact]
    public async Task A_threshold_refuses_nothing_and_drops_nothing_where_no_summary_can_be_had()
    {
        await using var hall = await Start("Refuse", window: null);
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var turn = 0; turn < 4; turn++) Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation)));
        hall.Upstream.Put("status=400; times=1");
        Guest.Answered(await guest.Ask("go on", new TurnPlace.End(conversation), compactAbove: 1_000));

        Assert.Equal(6, hall.Journal.LastNumber);
        Assert.Equal(9, hall.LastSent().Length);
        Assert.StartsWith("turn 0:", hall.LastSent()[0], StringComparison.Ordinal);

        // More in one message than the threshold: nothing can be left out, and it is sent all the same.
        var fresh = await guest.NewConversation();
        Guest.Answered(await guest.Ask(string.Join(' ', Enumerable.Repeat(s_long, 8)), new TurnPlace.End(fresh), compactAbove: 1_000));
    }

    [Fact]
    public async Task What_a_request_would_send_is_measured_with_its_past_and_leaves_no_trace()
    {
        await using var hall = await Start("Refuse");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        var alone = Assert.IsType<PromptMeasure.Measured>(await guest.Measure("and now?")).Tokens;
        Guest.Answered(await guest.Ask($"turn 0: {s_long}", new TurnPlace.End(conversation)));
        var usedBefore = await guest.Used();

        var after = Assert.IsType<PromptMeasure.Measured>(await guest.Measure("and now?", new TurnPlace.End(conversation, Keep: false))).Tokens;

        Assert.InRange(after - alone, 200, 400);
        Assert.Equal(usedBefore, await guest.Used());
        Assert.Equal((1, 1), (hall.Journal.LastNumber, (await guest.Conversation(conversation).Describe())!.Turns));
        var missing = Assert.IsType<PromptMeasure.Impossible>(await guest.Measure("and now?", new TurnPlace.End(ConversationId.Create(), Keep: false)));
        Assert.Equal("conversation_not_found", Assert.IsType<ChatOutcome.Invalid>(missing.Outcome).Code);
    }

    /// <summary>The turn before which a summary is written.</summary>
    private static async Task<int> FirstSummary()
    {
        await using var hall = await Start("Summarise");
        var guest = hall.NewGuest();
        var conversation = await guest.NewConversation();
        for (var turn = 0; turn < 20; turn++)
        {
            Guest.Answered(await guest.Ask($"turn {turn}: {s_long}", new TurnPlace.End(conversation)));
            if (hall.Journal.LastNumber > turn + 1) return turn;
        }

        throw new InvalidOperationException("No summary was written.");
    }

    private static async Task<HallCluster> Start(string policy, int? window = Window)
    {
        var hall = new HallCluster(silos: 1, new()
        {
            ["Conversations:Window:Policy"] = policy,
            ["Conversations:Window:SummaryTokens"] = "200",
            ["Models:small:ContextWindow"] = window?.ToString(CultureInfo.InvariantCulture),
            ["Quota:AssumedCompletionTokens"] = "300",
            ["Plans:test:Limits:0:Amount"] = "1000",
        });
        await hall.InitializeAsync();
        hall.Upstream.Put("tokens=60");
        return hall;
    }
}

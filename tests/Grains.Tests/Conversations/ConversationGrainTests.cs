using System.Collections.Immutable;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationGrainTests(ConversationCluster cluster) : IClassFixture<ConversationCluster>
{
    [Fact]
    public async Task Turns_come_back_in_order_and_whole_after_the_activation_is_gone()
    {
        var talk = await cluster.Create(null, "welcome");
        var answers = await talk.TakeMany(45);

        await talk.Forget();

        string[] said = ["welcome", .. Enumerable.Range(0, 45).SelectMany(turn => new[] { $"{turn}?", $"{turn}!" })];
        Assert.Equal(said, await talk.Heard());
        var last = Assert.Single((await talk.Grain.Turns(45, 100))!.Value);
        Assert.Equal(answers[^1], last.Response);
        Assert.Equal(new TokenUsage(3, 4), last.Usage);
        Assert.Equal("assistant", last.Output!.Role);
        Assert.Equal(cluster.Clock.GetUtcNow(), last.At);
    }

    [Fact]
    public async Task A_turn_costs_one_write_and_a_creation_another()
    {
        var before = cluster.Store.Writes;
        var talk = await cluster.Create(null, "welcome");
        Assert.Equal(before + 1, cluster.Store.Writes);

        await talk.TakeMany(50);
        await talk.Forget();

        Assert.Equal(before + 51, cluster.Store.Writes);
    }

    [Fact]
    public async Task What_was_never_created_is_missing()
    {
        var stranger = cluster.Open(ConversationId.Create());

        Assert.IsType<TurnStart.Missing>(await stranger.Begin(RequestId.Create()));
        Assert.Equal(TurnEnd.Missing, await stranger.Grain.Complete(Talk.Finished(RequestId.Create(), stranger.Answer(0), "lost")));
        Assert.Null(await stranger.Grain.Describe());
        Assert.Null(await stranger.Grain.Turns(0, 10));
    }

    [Fact]
    public async Task Anothers_conversation_is_missing()
    {
        var talk = await cluster.Create();
        var answer = await talk.Take("secret");
        var other = new TenantId("rival");

        Assert.IsType<TurnStart.Missing>(await cluster.Open(talk.Id, other).Begin(RequestId.Create(), answer));
        var fork = cluster.Open(ConversationId.Create(), other);
        Assert.IsType<ConversationStart.ParentMissing>(await fork.Grain.Create(new NewConversation { Parent = answer }));
    }

    [Fact]
    public async Task Creating_twice_changes_nothing()
    {
        var talk = await cluster.Create(null, "first");
        await talk.Take("one");

        var again = await talk.Grain.Create(new NewConversation { Messages = [Talk.Say("second")] });

        Assert.Equal(2, Assert.IsType<ConversationStart.Created>(again).Conversation.Turns);
        Assert.Equal(["first", "one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_conversation_tells_what_it_is()
    {
        var talk = cluster.Open(ConversationId.Create());
        var metadata = new Dictionary<string, string> { ["team"] = "blue" };
        await talk.Grain.Create(new NewConversation { Metadata = metadata.ToImmutableDictionary() });
        await talk.TakeMany(3);

        await talk.Forget();

        var described = await talk.Grain.Describe();
        Assert.Equal(talk.Id, described!.Id);
        Assert.Equal(cluster.Clock.GetUtcNow(), described.CreatedAt);
        Assert.Equal("blue", described.Metadata["team"]);
        Assert.Equal(3, described.Turns);
    }

    [Fact]
    public async Task Beginning_twice_gives_the_same_answer()
    {
        var talk = await cluster.Create();
        await talk.Take("one");
        var request = RequestId.Create();

        var first = Assert.IsType<TurnStart.Started>(await talk.Begin(request));
        var second = Assert.IsType<TurnStart.Started>(await talk.Begin(request));

        Assert.Equal(1, first.Turn);
        Assert.Equal(first.Turn, second.Turn);
        Assert.Equal(Talk.Hear(first), Talk.Hear(second));
    }

    [Fact]
    public async Task A_second_begin_is_locked_until_the_turn_ends()
    {
        var talk = await cluster.Create();
        var (first, second) = (RequestId.Create(), RequestId.Create());
        await talk.Begin(first);

        Assert.IsType<TurnStart.Locked>(await talk.Begin(second));
        await talk.Grain.Complete(Talk.Finished(first, talk.Answer(0), "one"));

        Assert.Equal(["one?", "one!"], Talk.Hear(await talk.Begin(second)));
    }

    [Fact]
    public async Task Completing_twice_keeps_once()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);
        var finished = Talk.Finished(request, talk.Answer(0), "once");

        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(finished));
        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(finished));
        await talk.Take("more");
        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(finished));

        Assert.Equal(["once?", "once!", "more?", "more!"], await talk.Heard());
    }

    [Fact]
    public async Task An_abandoned_turn_leaves_nothing_and_cannot_come_back()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);

        await talk.Grain.Abandon(request);
        await talk.Grain.Abandon(request);

        Assert.Equal(TurnEnd.Superseded, await talk.Grain.Complete(Talk.Finished(request, talk.Answer(0), "ghost")));
        await talk.Take("one");
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task Nobody_abandons_anothers_turn()
    {
        var talk = await cluster.Create();
        await talk.Begin(RequestId.Create());

        await talk.Grain.Abandon(RequestId.Create());

        Assert.IsType<TurnStart.Locked>(await talk.Begin(RequestId.Create()));
    }

    [Fact]
    public async Task The_turn_of_a_dead_runner_is_given_up()
    {
        var talk = await cluster.Create();
        var lost = RequestId.Create();
        await talk.Begin(lost, runner: cluster.DeadRunner);

        await talk.Take("one");

        Assert.Equal(TurnEnd.Superseded, await talk.Grain.Complete(Talk.Finished(lost, talk.Answer(0), "late")));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_dead_runners_answer_is_kept_where_nobody_took_its_place()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request, runner: cluster.DeadRunner);

        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(Talk.Finished(request, talk.Answer(0), "after all")));
    }

    [Fact]
    public async Task A_turn_that_runs_too_long_is_given_up()
    {
        var talk = await cluster.Create();
        await talk.Begin(RequestId.Create());
        cluster.Clock.Advance(ConversationCluster.LongestTurn - TimeSpan.FromTicks(1));
        Assert.IsType<TurnStart.Locked>(await talk.Begin(RequestId.Create()));

        cluster.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.IsType<TurnStart.Started>(await talk.Begin(RequestId.Create()));
    }

    [Fact]
    public async Task A_turn_follows_the_last_answer_and_forks_from_an_older_one()
    {
        var talk = await cluster.Create();
        var answers = await talk.TakeMany(2);

        Assert.IsType<TurnStart.MovedOn>(await talk.Begin(RequestId.Create(), answers[0]));
        Assert.Equal(["0?", "0!", "1?", "1!"], Talk.Hear(await talk.Begin(RequestId.Create(), answers[1])));
    }

    [Fact]
    public async Task A_point_at_which_a_turn_already_runs_has_moved_on()
    {
        var talk = await cluster.Create();
        var answer = await talk.Take("one");
        await talk.Begin(RequestId.Create(), answer);

        Assert.IsType<TurnStart.MovedOn>(await talk.Begin(RequestId.Create(), answer));
    }

    [Fact]
    public async Task Foreign_answers_are_missing()
    {
        var talk = await cluster.Create();
        var answer = await talk.Take("one");
        var elsewhere = await (await cluster.Create()).Take("one");

        ResponseId[] foreign = [answer with { Nonce = answer.Nonce + 1_000_000 }, answer with { Turn = 7 }, answer with { Turn = -1 }, elsewhere];

        foreach (var id in foreign)
        {
            Assert.IsType<TurnStart.Missing>(await talk.Begin(RequestId.Create(), id));
            Assert.IsType<TurnStart.Missing>(await talk.Begin(RequestId.Create(), id, keep: false));
        }
    }

    [Fact]
    public async Task A_turn_that_is_not_kept_only_reads()
    {
        var talk = await cluster.Create();
        var answers = await talk.TakeMany(2);
        await talk.Begin(RequestId.Create());

        Assert.Equal(["0?", "0!"], await talk.Heard(answers[0]));
        Assert.Equal(["0?", "0!", "1?", "1!"], await talk.Heard());
        Assert.IsType<TurnStart.Locked>(await talk.Begin(RequestId.Create()));
    }

    [Fact]
    public async Task A_conversation_is_full_at_its_bound_of_turns()
    {
        var talk = await cluster.Create();
        var answers = await talk.TakeMany(ConversationCluster.MaxTurns);

        Assert.Equal(new TurnStart.Full("turns", ConversationCluster.MaxTurns), await talk.Begin(RequestId.Create()));
        Assert.Equal(new TurnStart.Full("turns", ConversationCluster.MaxTurns), await talk.Begin(RequestId.Create(), answers[^1]));
        Assert.Equal(2 * ConversationCluster.MaxTurns, (await talk.Heard()).Length);
    }

    [Fact]
    public async Task A_conversation_is_full_at_its_bound_of_bytes()
    {
        var talk = await cluster.Create();
        await talk.Take(new string('x', ConversationCluster.MaxBytes / 2));

        Assert.Equal(new TurnStart.Full("bytes", ConversationCluster.MaxBytes), await talk.Begin(RequestId.Create()));
    }

    [Fact]
    public async Task First_messages_have_a_bound()
    {
        var talk = cluster.Open(ConversationId.Create());
        var many = Enumerable.Repeat(Talk.Say("hello"), ConversationCluster.MaxFirstMessages + 1);
        var large = Talk.Say(new string('x', ConversationCluster.MaxBytes + 1));

        Assert.Equal(
            new ConversationStart.TooLarge("messages", ConversationCluster.MaxFirstMessages),
            await talk.Grain.Create(new NewConversation { Messages = [.. many] }));
        Assert.Equal(
            new ConversationStart.TooLarge("bytes", ConversationCluster.MaxBytes),
            await talk.Grain.Create(new NewConversation { Messages = [large] }));
        Assert.Null(await talk.Grain.Describe());
    }

    [Fact]
    public async Task Turns_are_read_in_pages()
    {
        var talk = await cluster.Create();
        await talk.TakeMany(5);

        Assert.Equal([1, 2], (await talk.Grain.Turns(1, 2))!.Value.Select(turn => turn.Number));
        Assert.Equal([4], (await talk.Grain.Turns(4, 100))!.Value.Select(turn => turn.Number));
        Assert.Empty((await talk.Grain.Turns(9, 100))!.Value);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => talk.Grain.Turns(0, 101));
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_a_write_and_sees_it_only_when_it_is_durable()
    {
        var talk = await cluster.Create();
        await talk.Take("one");
        var request = RequestId.Create();
        await talk.Begin(request);
        var reached = cluster.Store.HoldNextWrite();

        var completing = talk.Grain.Complete(Talk.Finished(request, talk.Answer(1), "two"));
        await reached;

        Assert.Equal(1, (await talk.Grain.Describe())!.Turns);
        Assert.Single((await talk.Grain.Turns(0, 10))!.Value);
        cluster.Store.LetWriteThrough();
        Assert.Equal(TurnEnd.Kept, await completing);
        Assert.Equal(2, (await talk.Grain.Describe())!.Turns);
    }
}

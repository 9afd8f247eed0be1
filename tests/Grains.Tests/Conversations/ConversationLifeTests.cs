using System.Collections.Immutable;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>What changes of a conversation besides its turns: metadata, messages added, answers erased, and its end.</summary>
public sealed class ConversationLifeTests(ConversationCluster cluster) : IClassFixture<ConversationCluster>
{
    [Fact]
    public async Task Metadata_is_replaced_and_outlives_the_activation()
    {
        var talk = await cluster.Create();
        var updated = await talk.Grain.Update(ImmutableDictionary<string, string>.Empty.Add("topic", "tides"));
        await talk.Forget();

        Assert.Equal("tides", updated!.Metadata["topic"]);
        Assert.Equal("tides", (await talk.Grain.Describe())!.Metadata["topic"]);
        Assert.Null(await cluster.Open(ConversationId.Create()).Grain.Update(ImmutableDictionary<string, string>.Empty));
    }

    [Fact]
    public async Task Added_messages_are_a_turn_of_their_own_that_later_turns_know()
    {
        var talk = await cluster.Create();
        await talk.Take("one");

        var added = Assert.IsType<AddEnd.Added>(await talk.Grain.Add([Talk.Say("by the way")]));
        await talk.Take("two");
        await talk.Forget();

        Assert.Equal((1, null), (added.Turn.Number, added.Turn.Response));
        Assert.Equal(["one?", "one!", "by the way", "two?", "two!"], await talk.Heard());
    }

    [Fact]
    public async Task The_list_hears_of_the_first_turn_at_once_then_each_minute_and_of_the_rest_when_the_conversation_comes_to_rest()
    {
        var talk = await cluster.Create();
        await talk.Take("one");
        var first = cluster.Index.Listed(talk.Id);
        await talk.Take("two");
        Assert.Equal(first, cluster.Index.Listed(talk.Id));

        cluster.Clock.Advance(TimeSpan.FromMinutes(1));
        await talk.Take("three");
        var third = cluster.Index.Listed(talk.Id);
        Assert.True(third.SaidAt == first.SaidAt.AddMinutes(1) && third.Bytes > first.Bytes && first.Bytes > 0, $"{first}, then {third}");

        await talk.Take("four");
        await talk.Forget();
        await talk.Heard();
        Assert.True(cluster.Index.Listed(talk.Id).Bytes > third.Bytes);
    }

    [Fact]
    public async Task While_a_turn_runs_nothing_is_added_and_nothing_is_erased()
    {
        var talk = await cluster.Create();
        var answer = await talk.Take("one");
        await talk.Begin(RequestId.Create());

        Assert.IsType<AddEnd.Locked>(await talk.Grain.Add([Talk.Say("x")]));
        Assert.Equal(EraseEnd.Locked, await talk.Grain.Erase(answer));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task What_would_be_too_much_is_not_added()
    {
        var talk = await cluster.Create();

        var full = Assert.IsType<AddEnd.Full>(await talk.Grain.Add([Talk.Say(new string('x', ConversationCluster.MaxBytes + 1))]));

        Assert.Equal(("bytes", ConversationCluster.MaxBytes), (full.Bound, full.Limit));
        Assert.Empty(await talk.Heard());
    }

    [Fact]
    public async Task An_erased_answer_is_gone_from_the_store_and_from_what_later_turns_know_and_its_number_stays_taken()
    {
        var talk = await cluster.Create();
        await talk.Take("one");
        var secret = await talk.Take("canary");
        var last = await talk.Take("three");

        Assert.Equal(EraseEnd.Erased, await talk.Grain.Erase(secret));

        Assert.Equal(["one?", "one!", "three?", "three!"], await talk.Heard());
        Assert.False(cluster.Store.Holds(talk.GrainId, "canary"u8));
        Assert.IsType<TurnStart.Missing>(await talk.Begin(RequestId.Create(), secret));
        Assert.Equal(EraseEnd.Missing, await talk.Grain.Erase(secret));
        await talk.Forget();
        Assert.Equal(["one?", "one!", "three?", "three!"], await talk.Heard(last));
        Assert.Equal(3, (await talk.Take("four", last)).Turn);
    }

    [Fact]
    public async Task A_deleted_conversation_leaves_nothing_but_the_mark_that_keeps_its_id_dead()
    {
        var talk = await cluster.Create(null, "canary");
        var answer = await talk.Take("canary");

        Assert.True(await talk.Grain.Delete());

        Assert.Equal(["card"], cluster.Store.NamesOf(talk.GrainId));
        Assert.False(cluster.Store.Holds(talk.GrainId, "canary"u8));
        Assert.Null(await talk.Grain.Describe());
        Assert.Null(await talk.Grain.Turns(0, 10));
        Assert.IsType<TurnStart.Missing>(await talk.Begin(RequestId.Create()));
        Assert.IsType<AddEnd.Missing>(await talk.Grain.Add([Talk.Say("x")]));
        Assert.Equal(EraseEnd.Missing, await talk.Grain.Erase(answer));
        Assert.False(await talk.Grain.Delete());
        Assert.IsType<ConversationStart.ParentMissing>(await talk.Grain.Create(new NewConversation()));
        Assert.IsType<ConversationStart.ParentMissing>(await cluster.Open(ConversationId.Create()).Grain.Create(new NewConversation { Parent = answer }));
        await talk.Forget();
        Assert.IsType<ConversationStart.ParentMissing>(await talk.Grain.Create(new NewConversation()));
    }

    [Fact]
    public async Task A_turn_that_ran_when_its_conversation_was_deleted_writes_nothing()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        var started = Assert.IsType<TurnStart.Started>(await talk.Begin(request));
        await talk.Grain.Delete();

        Assert.Equal(TurnEnd.Missing, await talk.Grain.Complete(Talk.Finished(request, talk.Answer(started.Turn), "late")));

        Assert.Equal(["card"], cluster.Store.NamesOf(talk.GrainId));
    }

    [Fact]
    public async Task What_a_fork_has_as_its_past_outlives_its_parent_and_goes_with_the_last_fork()
    {
        var parent = await cluster.Create(null, "welcome");
        var shared = await parent.Take("shared");
        await parent.Take("canary");
        var (first, second) = (await cluster.Create(shared), await cluster.Create(shared));
        var child = await cluster.Create(await first.Take("of the first"));

        await parent.Grain.Delete();

        Assert.False(cluster.Store.Holds(parent.GrainId, "canary"u8));
        Assert.Null(await parent.Grain.Describe());
        Assert.IsType<ConversationStart.ParentMissing>(await cluster.Open(ConversationId.Create()).Grain.Create(new NewConversation { Parent = shared }));
        foreach (var fork in new[] { first, second, child }) await fork.Forget();
        Assert.Equal(["welcome", "shared?", "shared!"], await second.Heard());
        Assert.Equal(["welcome", "shared?", "shared!", "of the first?", "of the first!"], await child.Heard());

        await first.Grain.Delete();
        await second.Grain.Delete();
        await child.Forget();
        Assert.Equal(["welcome", "shared?", "shared!", "of the first?", "of the first!"], await child.Heard());

        await child.Grain.Delete();
        foreach (var gone in new[] { parent, first, second, child }) Assert.Equal(["card"], cluster.Store.NamesOf(gone.GrainId));
    }

    [Fact]
    public async Task A_removal_that_broke_off_is_gone_on_with()
    {
        var talk = await cluster.Create(null, "canary");
        await talk.TakeMany(5);
        cluster.Store.FailClearing(3);

        await Assert.ThrowsAsync<IOException>(() => talk.Grain.Delete());
        Assert.True(cluster.Store.NamesOf(talk.GrainId).Length > 1);
        await talk.Forget();

        Assert.Null(await talk.Grain.Describe());
        Assert.Equal(["card"], cluster.Store.NamesOf(talk.GrainId));
    }

    [Fact]
    public async Task A_delete_whose_mark_was_not_written_deletes_nothing()
    {
        var talk = await cluster.Create(null, "welcome");
        cluster.Store.FailNextWrite(WriteFault.BeforeWriting);

        await Assert.ThrowsAsync<IOException>(() => talk.Grain.Delete());

        Assert.Equal(["welcome"], await talk.Heard());
    }

    [Fact]
    public async Task A_fork_that_registered_and_never_came_to_be_holds_nothing_up()
    {
        var parent = await cluster.Create();
        var shared = await parent.Take("canary");
        cluster.Store.FailNextWrite(WriteFault.None);
        cluster.Store.FailNextWrite(WriteFault.BeforeWriting);
        var fork = cluster.Open(new ConversationId(Guid.CreateVersion7(cluster.Clock.GetUtcNow() - TimeSpan.FromMinutes(10))));
        await Assert.ThrowsAsync<IOException>(() => fork.Grain.Create(new NewConversation { Parent = shared }));

        await parent.Grain.Delete();

        Assert.Equal(["card"], cluster.Store.NamesOf(parent.GrainId));
    }
}

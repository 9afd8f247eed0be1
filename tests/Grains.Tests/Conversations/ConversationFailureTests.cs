using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationFailureTests(ConversationCluster cluster) : IClassFixture<ConversationCluster>
{
    [Fact]
    public async Task A_write_that_fails_keeps_nothing_and_can_be_repeated()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);
        var finished = Talk.Finished(request, talk.Answer(0), "one");
        cluster.Store.FailNextWrite(WriteFault.BeforeWriting);

        await Assert.ThrowsAsync<IOException>(() => talk.Grain.Complete(finished));

        Assert.Empty(await talk.Heard());
        Assert.IsType<TurnStart.Locked>(await talk.Begin(RequestId.Create()));
        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(finished));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_found_again()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);
        var finished = Talk.Finished(request, talk.Answer(0), "one");
        cluster.Store.FailNextWrite(WriteFault.AfterWriting);

        await Assert.ThrowsAsync<IOException>(() => talk.Grain.Complete(finished));

        Assert.Equal(["one?", "one!"], Talk.Hear(await talk.Begin(RequestId.Create())));
        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(finished));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_lost_reply_and_a_lost_activation_are_still_kept_once()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);
        var finished = Talk.Finished(request, talk.Answer(0), "one");
        await talk.Grain.Complete(finished);
        await talk.Forget();

        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(finished));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_turn_outlives_the_memory_of_who_holds_it()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);
        await talk.Forget();

        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(Talk.Finished(request, talk.Answer(0), "one")));
    }

    [Fact]
    public async Task A_forgotten_turn_yields_to_one_that_began_since()
    {
        var talk = await cluster.Create();
        var (forgotten, holder) = (RequestId.Create(), RequestId.Create());
        await talk.Begin(forgotten);
        await talk.Forget();
        await talk.Begin(holder);

        Assert.Equal(TurnEnd.Superseded, await talk.Grain.Complete(Talk.Finished(forgotten, talk.Answer(0), "late")));
        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(Talk.Finished(holder, talk.Answer(0), "one")));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_turn_written_behind_the_activations_back_is_not_overwritten()
    {
        var talk = await cluster.Create();
        var request = RequestId.Create();
        await talk.Begin(request);
        var mine = Talk.Finished(request, talk.Answer(0), "mine");
        await cluster.WriteBehind(talk, Talk.Finished(RequestId.Create(), talk.Answer(0), "theirs"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => talk.Grain.Complete(mine));

        Assert.Equal(TurnEnd.Superseded, await talk.Grain.Complete(mine));
        Assert.Equal(["theirs?", "theirs!"], await talk.Heard());
    }

    [Fact]
    public async Task A_creation_that_fails_can_be_repeated()
    {
        var talk = cluster.Open(ConversationId.Create());
        var conversation = new NewConversation { Messages = [Talk.Say("welcome")] };
        cluster.Store.FailNextWrite(WriteFault.BeforeWriting);

        await Assert.ThrowsAsync<IOException>(() => talk.Grain.Create(conversation));

        Assert.Null(await talk.Grain.Describe());
        Assert.IsType<ConversationStart.Created>(await talk.Grain.Create(conversation));
        Assert.Equal(["welcome"], await talk.Heard());
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_is_found_again()
    {
        var talk = cluster.Open(ConversationId.Create());
        var conversation = new NewConversation { Messages = [Talk.Say("welcome")] };
        cluster.Store.FailNextWrite(WriteFault.AfterWriting);

        await Assert.ThrowsAsync<IOException>(() => talk.Grain.Create(conversation));

        Assert.IsType<ConversationStart.Created>(await talk.Grain.Create(conversation));
        Assert.Equal(["welcome"], await talk.Heard());
    }

    [Fact]
    public async Task A_conversation_with_a_hole_does_not_answer_as_if_it_were_whole()
    {
        var talk = await cluster.Create();
        await talk.TakeMany(5);
        await talk.Forget();

        cluster.Store.Remove("turn-2", talk.GrainId);

        await Assert.ThrowsAnyAsync<Exception>(() => talk.Begin(RequestId.Create()));
    }

    [Fact]
    public async Task An_acknowledged_turn_survives_the_death_of_its_silo()
    {
        await using var pair = new ConversationCluster(silos: 2);
        await pair.InitializeAsync();
        var talk = await pair.Create();
        await talk.TakeMany(3);
        var request = RequestId.Create();
        await talk.Begin(request);
        var home = await pair.Silos.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(talk.Grain);

        await pair.Silos.KillSiloAsync(pair.Silos.Silos.Single(silo => silo.SiloAddress.Equals(home)));

        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(Talk.Finished(request, talk.Answer(3), "after")));
        Assert.Equal(["0?", "0!", "1?", "1!", "2?", "2!", "after?", "after!"], await talk.Heard());
    }
}

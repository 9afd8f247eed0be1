using Orleans.Storage;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>Turns that are put in place with less in them.</summary>
public sealed class ConversationRewriteTests(ConversationCluster cluster) : IClassFixture<ConversationCluster>
{
    [Fact]
    public async Task A_rewritten_turn_says_what_is_left_of_it_and_the_rest_is_gone_from_the_store()
    {
        var talk = await cluster.Create();
        var answer = await talk.Take("canary");

        Assert.IsType<RewriteEnd.Done>(await talk.Grain.Rewrite(new TurnRewrite { Number = 0, Version = 0, Input = [Talk.Say("what?")], ErasedInput = [1], ErasedOutput = [0] }));

        Assert.False(cluster.Store.Holds(talk.GrainId, "canary"u8));
        await talk.Forget();
        var left = (await talk.Grain.Turns(0, 1))!.Value.Single();
        Assert.Equal((answer, 1), (left.Response, left.Version));
        Assert.Equal([1], left.ErasedInput);
        Assert.Equal([0], left.ErasedOutput);
        Assert.Equal(["what?"], await talk.Heard(answer));
        Assert.IsType<RewriteEnd.Changed>(await talk.Grain.Rewrite(Emptied(0)));
    }

    [Fact]
    public async Task First_messages_are_rewritten_like_any_others()
    {
        var talk = await cluster.Create(null, "welcome", "canary");
        await talk.Take("one");

        Assert.IsType<RewriteEnd.Done>(await talk.Grain.Rewrite(Emptied(0) with { Input = [Talk.Say("welcome")], ErasedInput = [1] }));

        Assert.False(cluster.Store.Holds(talk.GrainId, "canary"u8));
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal(["welcome", "one?", "one!"], await talk.Heard());
            Assert.Equal(2, (await talk.Grain.Describe())!.Turns);
            await talk.Forget();
        }

        Assert.IsType<RewriteEnd.Done>(await talk.Grain.Rewrite(Emptied(0) with { Version = 1, ErasedInput = [0, 1] }));
        await talk.Forget();
        Assert.Equal(["one?", "one!"], await talk.Heard());
        Assert.Equal(2, (await talk.Take("two")).Turn);
    }

    [Fact]
    public async Task A_shared_turn_is_rewritten_where_it_is_kept()
    {
        var parent = await cluster.Create();
        var fork = await cluster.Create(await parent.Take("canary"));

        Assert.Equal(new RewriteEnd.Elsewhere(parent.Id), await fork.Grain.Rewrite(Emptied(0)));

        Assert.IsType<RewriteEnd.Done>(await parent.Grain.Rewrite(Emptied(0)));
        await fork.Forget();
        Assert.Empty(await fork.Heard());
    }

    [Fact]
    public async Task While_a_turn_runs_nothing_is_rewritten_and_what_is_not_there_is_missing()
    {
        var talk = await cluster.Create();
        await talk.Take("one");
        await talk.Begin(RequestId.Create());

        Assert.IsType<RewriteEnd.Locked>(await talk.Grain.Rewrite(Emptied(0)));
        Assert.IsType<RewriteEnd.Missing>(await talk.Grain.Rewrite(Emptied(1)));
        Assert.IsType<RewriteEnd.Missing>(await talk.Grain.Rewrite(Emptied(-1)));
        Assert.IsType<RewriteEnd.Missing>(await cluster.Open(ConversationId.Create()).Grain.Rewrite(Emptied(0)));
        Assert.Equal(["one?", "one!"], await talk.Heard());
    }

    [Fact]
    public async Task A_rewrite_does_not_bring_back_what_another_activation_took_out()
    {
        var talk = await cluster.Create();
        var answer = await talk.Take("canary");
        await cluster.ReplaceBehind(talk, new Turn { Number = 0, Version = 1, Response = answer, Input = [], At = cluster.Clock.GetUtcNow() });

        await Assert.ThrowsAsync<InconsistentStateException>(() => talk.Grain.Rewrite(Emptied(0) with { Input = [Talk.Say("canary")] }));

        Assert.False(cluster.Store.Holds(talk.GrainId, "canary"u8));
        Assert.Empty(await talk.Heard());
    }

    private static TurnRewrite Emptied(int number) => new() { Number = number, Version = 0, Input = [], ErasedInput = [0] };
}

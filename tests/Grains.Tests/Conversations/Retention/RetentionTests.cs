using Xunit;

namespace Orchestrator.Conversations;

/// <summary>What becomes of conversations in which nothing was said for long. Each test has a cluster of its own: it moves the clock by weeks, and sweeps all there is.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly TenantId s_short = new("short");

    private readonly ConversationCluster _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Stored_responses_are_removed_thirty_days_after_the_last_of_them_and_a_day_later_without_a_trace()
    {
        var talk = await _cluster.Create();
        await talk.Take("one");
        Pass(days: 29);
        await talk.Take("two");
        Pass(days: 29);
        Assert.Equal(default, await Sweep());
        // A list that lags behind, as one does whose write was lost.
        await _cluster.Index.Put(ConversationShelf.Responses, _cluster.Tenant, talk.Id, _cluster.Clock.GetUtcNow().AddDays(-58), bytes: null);
        Assert.Equal(new RetentionSweep(1, 0, 0), await Sweep());
        Assert.Equal(["one?", "one!", "two?", "two!"], await talk.Heard());

        Pass(days: 2);
        Assert.Equal(1, (await Sweep()).Removed);

        Assert.Null(await talk.Grain.Describe());
        Assert.Equal(["card"], _cluster.Store.NamesOf(talk.GrainId));
        Pass(days: 2);
        await Sweep();
        Assert.Empty(_cluster.Store.NamesOf(talk.GrainId));
        Assert.Empty(_cluster.Index.ShelvesOf(talk.Id));
        Assert.Equal(default, await Sweep());
    }

    [Fact]
    public async Task Conversations_that_a_client_made_are_kept_until_they_are_deleted()
    {
        var talk = await _cluster.Create(new NewConversation { IsNamed = true });
        await talk.Take("one");
        Pass(days: 4_000);

        Assert.Equal(0, (await Sweep()).Looked);

        Assert.Equal(["one?", "one!"], await talk.Heard());
        Assert.True(await talk.Grain.Delete());
        Assert.Equal([ConversationShelf.Removed], _cluster.Index.ShelvesOf(talk.Id));
    }

    [Fact]
    public async Task A_tenant_has_times_of_its_own()
    {
        var response = await _cluster.Create(new NewConversation(), s_short);
        var conversation = await _cluster.Create(new NewConversation { IsNamed = true }, s_short);
        var other = await _cluster.Create();
        Pass(hours: 1.5);

        await Sweep();
        Assert.Null(await response.Grain.Describe());
        Assert.NotNull(await conversation.Grain.Describe());

        Pass(hours: 1);
        await Sweep();
        Assert.Null(await conversation.Grain.Describe());
        Assert.NotNull(await other.Grain.Describe());
    }

    [Fact]
    public async Task What_a_fork_needs_of_an_old_conversation_outlives_it_and_goes_with_the_fork()
    {
        var parent = await _cluster.Create();
        var answer = await parent.Take("one");
        Pass(days: 20);
        var fork = await _cluster.Create(answer);
        await fork.Take("two");
        Pass(days: 20);

        await Sweep();
        Assert.Null(await parent.Grain.Describe());
        await fork.Forget();
        Assert.Equal(["one?", "one!", "two?", "two!"], await fork.Heard());

        Pass(days: 20);
        await Sweep();
        Pass(days: 2);
        await Sweep();
        Pass(days: 2);
        await Sweep();
        Assert.Empty(_cluster.Store.NamesOf(parent.GrainId));
        Assert.Empty(_cluster.Store.NamesOf(fork.GrainId));
    }

    [Fact]
    public async Task A_turn_that_runs_keeps_its_conversation()
    {
        var talk = await _cluster.Create();
        Pass(days: 40);
        var request = RequestId.Create();
        await talk.Begin(request);

        Assert.Equal(new RetentionSweep(1, 0, 0), await Sweep());

        Assert.Equal(TurnEnd.Kept, await talk.Grain.Complete(Talk.Finished(request, talk.Answer(0), "one")));
    }

    [Fact]
    public async Task What_is_listed_and_never_came_to_be_is_taken_off_the_list()
    {
        var id = ConversationId.Create();
        await _cluster.Index.Put(ConversationShelf.Responses, _cluster.Tenant, id, _cluster.Clock.GetUtcNow(), bytes: null);
        Pass(days: 31);

        await Sweep();

        Assert.Empty(_cluster.Index.ShelvesOf(id));
    }

    [Fact]
    public async Task A_conversation_that_cannot_be_removed_now_holds_up_no_other_and_is_removed_the_next_time()
    {
        var talks = new List<Talk>();
        for (var count = 0; count < 3; count++) talks.Add(await _cluster.Create());
        Pass(days: 31);
        _cluster.Store.FailNextWrite(WriteFault.BeforeWriting);

        Assert.Equal(new RetentionSweep(3, 2, 1), await Sweep());
        Assert.Equal(1, (await Sweep()).Removed);

        foreach (var talk in talks) Assert.Null(await talk.Grain.Describe());
    }

    private void Pass(int days = 0, double hours = 0) => _cluster.Clock.Advance(TimeSpan.FromDays(days) + TimeSpan.FromHours(hours));

    private Task<RetentionSweep> Sweep() => _cluster.Silos.Client.GetGrain<IRetentionGrain>(0).Sweep();
}

using System.Globalization;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationForkTests(ConversationCluster cluster) : IClassFixture<ConversationCluster>
{
    [Fact]
    public async Task A_fork_shares_its_past_and_goes_its_own_way()
    {
        var parent = await cluster.Create(null, "welcome");
        var answers = await parent.TakeMany(3);

        var fork = await cluster.Create(answers[1]);
        var own = await fork.Take("mine");
        await parent.Take("theirs");

        await fork.Forget();
        Assert.Equal(["welcome", "0?", "0!", "1?", "1!", "mine?", "mine!"], await fork.Heard());
        Assert.Equal(["welcome", "0?", "0!", "1?", "1!", "2?", "2!", "theirs?", "theirs!"], await parent.Heard());
        Assert.Equal(3, own.Turn);
        Assert.Equal(4, (await fork.Grain.Describe())!.Turns);
    }

    [Fact]
    public async Task A_fork_copies_nothing_and_registers_with_its_parent()
    {
        var parent = await cluster.Create();
        var answers = await parent.TakeMany(30);
        var before = cluster.Store.Writes;

        await cluster.Create(answers[^1]);

        Assert.Equal(before + 2, cluster.Store.Writes);
    }

    [Fact]
    public async Task A_fork_of_a_fork_of_a_fork_knows_its_whole_past()
    {
        var talk = await cluster.Create(null, "welcome");
        var point = await talk.Take("0");
        for (var depth = 1; depth <= 20; depth++)
        {
            var next = await cluster.Create(point, $"note {depth}");
            point = await next.Take(depth.ToString(CultureInfo.InvariantCulture));
            await next.Take("beside the way");
            talk = next;
        }

        await talk.Forget();

        var onTheWay = Enumerable.Range(1, 20).SelectMany(depth => new[] { $"note {depth}", $"{depth}?", $"{depth}!" });
        string[] said = ["welcome", "0?", "0!", .. onTheWay, "beside the way?", "beside the way!"];
        Assert.Equal(said, await talk.Heard());
        Assert.Equal(Enumerable.Range(0, 43), (await talk.Grain.Turns(0, 100))!.Value.Select(turn => turn.Number));
    }

    [Fact]
    public async Task An_inherited_answer_is_a_point_of_the_fork_too()
    {
        var parent = await cluster.Create();
        var answers = await parent.TakeMany(2);
        var fork = await cluster.Create(answers[1]);

        Assert.Equal(["0?", "0!"], await fork.Heard(answers[0]));
        Assert.IsType<TurnStart.MovedOn>(await fork.Begin(RequestId.Create(), answers[0]));
        Assert.IsType<TurnStart.Started>(await fork.Begin(RequestId.Create(), answers[1]));
    }

    [Fact]
    public async Task A_point_that_does_not_exist_has_no_forks()
    {
        var parent = await cluster.Create(null, "welcome");
        var answer = await parent.Take("one");
        var fork = await cluster.Create(answer);

        ResponseId[] foreign =
        [
            answer with { Nonce = answer.Nonce + 1_000_000 },
            answer with { Turn = 0 },
            answer with { Turn = 9 },
            answer with { Conversation = fork.Id },
            answer with { Conversation = ConversationId.Create() },
        ];

        foreach (var point in foreign)
        {
            var child = cluster.Open(ConversationId.Create());
            Assert.IsType<ConversationStart.ParentMissing>(await child.Grain.Create(new NewConversation { Parent = point }));
            Assert.Null(await child.Grain.Describe());
        }
    }

    [Fact]
    public async Task Many_forks_of_one_point_do_not_meet()
    {
        var parent = await cluster.Create();
        var answer = await parent.Take("root");

        var forks = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            var fork = await cluster.Create(answer);
            await fork.Take($"{number}");
            return fork;
        }));

        for (var number = 0; number < forks.Length; number++)
            Assert.Equal(["root?", "root!", $"{number}?", $"{number}!"], await forks[number].Heard());
    }
}

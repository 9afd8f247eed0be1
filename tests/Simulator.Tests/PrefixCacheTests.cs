using System.Text.Json.Nodes;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class PrefixCacheTests
{
    private static readonly (string Role, string Text) A = Instruction(new string('a', 40));
    private static readonly (string Role, string Text) B = User(new string('b', 80));
    private static readonly (string Role, string Text) C = User(new string('c', 20));
    private static readonly (string Role, string Text) D = User(new string('d', 20));

    [Fact]
    public async Task A_longer_conversation_hits_the_whole_of_the_shorter_one()
    {
        await using var simulator = await RunningSimulator.Start();

        var first = await simulator.Ask(Chat("", A, B));
        var second = await simulator.Ask(Chat("", A, B, C));

        Assert.Equal((0, 30, 30), CacheOf(first));
        Assert.Equal((30, 5, 35), CacheOf(second));
    }

    [Fact]
    public async Task The_model_s_own_output_is_hit_when_it_is_sent_back()
    {
        await using var simulator = await RunningSimulator.Start();
        var answer = (await simulator.Ask(Chat("", A, B)))["choices"]![0]!["message"]!["content"]!.GetValue<string>();

        var next = await simulator.Ask(Chat("", A, B, Assistant(answer), C));

        Assert.Equal(5, CacheOf(next).Miss);
    }

    [Fact]
    public async Task A_common_beginning_is_hit_only_once_two_requests_have_shown_it()
    {
        await using var simulator = await RunningSimulator.Start();

        await simulator.Ask(Chat("", A, B));
        var second = await simulator.Ask(Chat("", A, C));
        var third = await simulator.Ask(Chat("", A, D));

        Assert.Equal(0, CacheOf(second).Hit);
        Assert.Equal(10, CacheOf(third).Hit);
    }

    [Fact]
    public async Task One_user_never_hits_what_another_has_sent()
    {
        await using var simulator = await RunningSimulator.Start();

        await simulator.Ask(Chat("\"user_id\":\"one\"", A, B));
        var other = await simulator.Ask(Chat("\"user_id\":\"two\"", A, B));
        var same = await simulator.Ask(Chat("\"user_id\":\"one\"", A, B));

        Assert.Equal(0, CacheOf(other).Hit);
        Assert.Equal(30, CacheOf(same).Hit);
    }

    private static (int Hit, int Miss, int Prompt) CacheOf(JsonNode reply)
    {
        var usage = reply["usage"]!;
        var hit = usage["prompt_cache_hit_tokens"]!.GetValue<int>();
        Assert.Equal(hit, usage["prompt_tokens_details"]!["cached_tokens"]!.GetValue<int>());
        return (hit, usage["prompt_cache_miss_tokens"]!.GetValue<int>(), usage["prompt_tokens"]!.GetValue<int>());
    }
}

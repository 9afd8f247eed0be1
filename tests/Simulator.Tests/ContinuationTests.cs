using System.Text.Json.Nodes;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class ContinuationTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public async Task The_rest_of_an_answer_is_what_was_missing_and_its_beginning_costs_what_it_did(int cut)
    {
        await using var simulator = await RunningSimulator.Start();
        var body = ThinkingChat("\"stream\":true", User("tell me all"));
        var whole = await simulator.Stream(body);
        var thoughts = Math.Min(cut, whole.ReasoningTokens.Count);

        var prefix = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = string.Concat(whole.ContentTokens.Take(cut - thoughts)),
            ["reasoning_content"] = string.Concat(whole.ReasoningTokens.Take(thoughts)),
            ["prefix"] = true,
        };
        var begun = JsonNode.Parse(body)!;
        begun["messages"]!.AsArray().Add(prefix);
        var rest = await simulator.Stream(begun.ToJsonString(), path: "/beta/chat/completions");

        Assert.Equal(whole.ReasoningTokens.Skip(thoughts), rest.ReasoningTokens);
        Assert.Equal(whole.ContentTokens.Skip(cut - thoughts), rest.ContentTokens);
        Assert.Equal(whole.Chunks[^1]["usage"]!["prompt_tokens"]!.GetValue<int>() + cut, rest.Chunks[^1]["usage"]!["prompt_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_stream_that_is_cut_at_random_is_billed_as_far_as_it_was_sent()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(ThinkingChat("\"stream\":true", User("cut me")), "cut-random; tokens=30");

        var entry = (await simulator.Application.Journal.End(1, TestContext.Current.CancellationToken))!;
        Assert.False(reply.Done);
        Assert.Equal(JournalState.Cut, entry.State);
        Assert.InRange(entry.Chunks, 1, 45);
        Assert.Equal(entry.Chunks, entry.Usage!.CompletionTokens);
    }
}

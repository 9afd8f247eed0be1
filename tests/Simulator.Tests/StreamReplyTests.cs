using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class StreamReplyTests
{
    [Fact]
    public async Task All_chunks_of_a_stream_share_id_and_time_and_the_last_tells_the_usage()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(Chat("\"stream\":true", User("hello")));

        Assert.True(reply.Done);
        Assert.Single(reply.Chunks.Select(chunk => $"{chunk["id"]} {chunk["created"]} {chunk["object"]}").Distinct());
        Assert.Equal("stop", reply.FinishReason);
        Assert.Equal(reply.ContentTokens.Count, reply.Chunks[^1]["usage"]!["completion_tokens"]!.GetValue<int>());
        Assert.All(reply.Chunks.SkipLast(1), chunk => Assert.False(chunk.AsObject().ContainsKey("usage")));
    }

    [Fact]
    public async Task Usage_that_was_asked_for_is_null_until_the_last_chunk()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(Chat("\"stream\":true,\"stream_options\":{\"include_usage\":true}", User("hello")));

        Assert.All(reply.Chunks.SkipLast(1), chunk => Assert.True(chunk.AsObject().ContainsKey("usage") && chunk["usage"] is null));
        Assert.NotNull(reply.Chunks[^1]["usage"]);
    }

    [Fact]
    public async Task Thoughts_come_before_words_and_begin_empty()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(ThinkingChat("\"stream\":true", User("hello")));

        Assert.Equal("", reply.Chunks[0]["choices"]![0]!["delta"]!["reasoning_content"]!.GetValue<string>());
        Assert.InRange(reply.ReasoningTokens.Count, 8, 16);
        Assert.InRange(reply.ContentTokens.Count, 40, 60);
        var lastThought = reply.Raw.LastIndexOf("\"reasoning_content\":", StringComparison.Ordinal);
        Assert.DoesNotContain("\"delta\":{\"content\":\"", reply.Raw[..lastThought]);
    }

    [Fact]
    public async Task A_slow_stream_keeps_its_client_waiting_with_comments()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(Chat("\"stream\":true", User("slow")), "ttft=120; keep-alive=20; tokens=2; tps=1000");

        Assert.Contains(": keep-alive", reply.Comments);
        Assert.Equal(2, reply.ContentTokens.Count);
    }

    [Fact]
    public async Task A_paced_stream_takes_the_time_its_tokens_take()
    {
        await using var simulator = await RunningSimulator.Start();
        var started = TimeProvider.System.GetTimestamp();

        var reply = await simulator.Stream(Chat("\"stream\":true", User("paced")), "tps=100; tokens=21");

        Assert.Equal(21, reply.ContentTokens.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Letters_of_every_alphabet_travel_as_their_own_bytes()
    {
        await using var simulator = await RunningSimulator.Start();

        var streamed = await simulator.Stream(Chat("\"stream\":true", User("bytes \u0001 \"q\" \\")), "tokens=400");
        var plain = await (await simulator.Post(Chat("", User("bytes")), "tokens=400")).Content.ReadAsStringAsync();

        Assert.Contains("«bytes \u0001 \"q\" \\»", streamed.Text);
        Assert.All(new[] { "👩‍🚀", "漢字", "é" }, letters => Assert.Contains(letters, streamed.Raw));
        Assert.All(new[] { "👩‍🚀", "漢字", "é" }, letters => Assert.Contains(letters, plain));
    }
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class FaultTests
{
    private static readonly string Streamed = Chat("\"stream\":true", User("fault"));
    private static readonly string Plain = Chat("", User("fault"));

    [Theory]
    [InlineData(400, "invalid_request_error", "Invalid request body")]
    [InlineData(401, "authentication_error", "****cdef is invalid")]
    [InlineData(402, "unknown_error", "Insufficient Balance")]
    [InlineData(422, "invalid_request_error", "Invalid parameter")]
    [InlineData(429, "rate_limit_error", "Rate limit reached for TPM")]
    [InlineData(500, "internal_error", "Internal Server Error")]
    [InlineData(502, "unknown_error", "502")]
    [InlineData(503, "service_unavailable_error", "Service is too busy")]
    public async Task A_status_comes_with_the_words_of_the_provider(int status, string type, string words)
    {
        await using var simulator = await RunningSimulator.Start();

        var refusal = await simulator.Refusal(Plain, $"status={status}");

        Assert.Equal(status, refusal.Status);
        Assert.Equal(type, refusal.Error["type"]!.GetValue<string>());
        Assert.Contains(words, refusal.Error["message"]!.GetValue<string>());
        Assert.True(refusal.Error.AsObject().ContainsKey("param"));
    }

    [Fact]
    public async Task Retry_after_is_told_in_seconds_or_as_a_date()
    {
        await using var simulator = await RunningSimulator.Start();

        var seconds = await simulator.Refusal(Plain, "status=503; retry-after=2");
        var date = await simulator.Refusal(Plain, "status=503; retry-after=date+30");

        Assert.Equal(TimeSpan.FromSeconds(2), seconds.Headers.RetryAfter!.Delta);
        Assert.NotNull(date.Headers.RetryAfter!.Date);
    }

    [Fact]
    public async Task A_concurrency_refusal_tells_the_number()
    {
        await using var simulator = await RunningSimulator.Start();

        var refusal = await simulator.Refusal(Plain, "concurrency=25");

        Assert.Equal(429, refusal.Status);
        Assert.Contains("concurrency is 26, which exceeds your concurrency limit of 25", refusal.Error["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_cut_stream_ends_without_done_after_exactly_the_chunks_it_promised()
    {
        await using var simulator = await RunningSimulator.Start();

        for (var round = 0; round < 100; round++)
        {
            var reply = await simulator.Stream(Streamed, "cut-after=10");

            Assert.True(reply.Broken);
            Assert.False(reply.Done);
            Assert.Equal(10, reply.ContentTokens.Count);
        }
    }

    [Fact]
    public async Task A_cut_before_the_headers_leaves_no_answer_at_all()
    {
        await using var simulator = await RunningSimulator.Start();

        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.Post(Plain, "cut-before-headers"));

        Assert.Equal(JournalState.Cut, (await simulator.Application.Journal.End(1))!.State);
    }

    [Fact]
    public async Task A_cut_inside_a_chunk_leaves_half_a_frame()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(Streamed, "cut-inside=3");

        Assert.True(reply.Broken);
        Assert.False(reply.Raw.EndsWith("\n\n", StringComparison.Ordinal));
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(reply.Frames[^1]));
    }

    [Fact]
    public async Task A_cut_plain_reply_is_half_a_body()
    {
        await using var simulator = await RunningSimulator.Start();

        using var response = await simulator.Post(Plain, "cut-after=1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stalled_stream_is_silent_until_its_client_leaves()
    {
        await using var simulator = await RunningSimulator.Start();
        using var response = await simulator.Post(Streamed, "stall-after=2");
        await using var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(body);

        var tokens = new List<string?>();
        for (var line = 0; line < 6; line++)
            tokens.Add(await reader.ReadLineAsync());
        var silence = reader.ReadLineAsync();
        Assert.False(silence.IsCompleted);
        Assert.Equal(JournalState.Running, simulator.Application.Journal.Find(1)!.State);
        response.Dispose();

        var entry = await simulator.Application.Journal.End(1);
        Assert.Equal(JournalState.Aborted, entry!.State);
        Assert.Equal(2, entry.Chunks);
        Assert.NotNull(entry.DisconnectedAt);
    }

    [Fact]
    public async Task A_stalled_stream_may_still_give_signs_of_life()
    {
        await using var simulator = await RunningSimulator.Start();
        using var response = await simulator.Post(Streamed, "stall-after=0; stall-alive; keep-alive=10");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal(": keep-alive", await reader.ReadLineAsync());
        Assert.Equal("", await reader.ReadLineAsync());
        Assert.Equal(": keep-alive", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_stream_may_forget_its_done_and_its_finish()
    {
        await using var simulator = await RunningSimulator.Start();

        var undone = await simulator.Stream(Streamed, "no-done");
        var unfinished = await simulator.Stream(Streamed, "no-finish");

        Assert.False(undone.Done);
        Assert.False(undone.Broken);
        Assert.Equal("stop", undone.FinishReason);
        Assert.True(unfinished.Done);
        Assert.Null(unfinished.FinishReason);
    }

    [Theory]
    [InlineData("insufficient_system_resource")]
    [InlineData("aborted")]
    [InlineData("content_filter")]
    public async Task A_finish_reason_is_what_was_asked(string reason)
    {
        await using var simulator = await RunningSimulator.Start();

        Assert.Equal(reason, (await simulator.Stream(Streamed, $"finish={reason}")).FinishReason);
        Assert.Equal(reason, (await simulator.Ask(Plain, $"finish={reason}"))["choices"]![0]!["finish_reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Garbage_stands_where_a_chunk_should_be()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(Streamed, "garbage-after=1; tokens=3");

        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(reply.Frames[2]));
        Assert.True(reply.Done);
    }

    [Fact]
    public async Task An_error_may_come_inside_a_stream_that_began_well()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Stream(Streamed, "error-after=2; status=503");

        Assert.Equal("service_unavailable_error", reply.Chunks[^1]["error"]!["code"]!.GetValue<string>());
        Assert.Equal(4, reply.Frames.Count);
        Assert.False(reply.Done);
    }

    [Fact]
    public async Task An_answer_may_be_empty_or_blank()
    {
        await using var simulator = await RunningSimulator.Start();

        var empty = await simulator.Stream(Streamed, "empty");
        var blank = await simulator.Stream(Streamed, "whitespace");

        Assert.Empty(empty.ContentTokens);
        Assert.Equal("stop", empty.FinishReason);
        Assert.True(string.IsNullOrWhiteSpace(blank.Text));
        Assert.Equal("length", blank.FinishReason);
    }

    [Fact]
    public async Task An_unknown_behaviour_is_named()
    {
        await using var simulator = await RunningSimulator.Start();

        var refusal = await simulator.Refusal(Plain, "tokens=3; explode=1");

        Assert.Equal(400, refusal.Status);
        Assert.Contains("'explode'", refusal.Error["message"]!.GetValue<string>());
    }
}

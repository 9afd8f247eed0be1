using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Simulator;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class HealingTests : IAsyncLifetime
{
    private readonly SimulatorApplication _simulator = SimulatorApplication.Create(new SimulatorOptions());

    public async ValueTask InitializeAsync() => await _simulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("cut-after=4; times=1", 2)]
    [InlineData("cut-after=25; times=1", 2)]
    [InlineData("cut-inside=25; times=1", 2)]
    [InlineData("garbage-after=25; times=1", 2)]
    [InlineData("error-after=25; times=1", 2)]
    [InlineData("stall-after=25; times=1", 2)]
    [InlineData("stall-after=25; stall-alive; keep-alive=50; times=1", 2)]
    [InlineData("finish=insufficient_system_resource; times=1", 2)]
    [InlineData("finish=aborted; times=1", 2)]
    [InlineData("no-finish; times=1", 2)]
    [InlineData("no-done; times=1", 2)]
    [InlineData("cut-after=5; times=3", 4)]
    public async Task A_stream_that_breaks_is_read_as_one_that_did_not(string behaviour, int calls)
    {
        var whole = await Read(Prompt());
        var uncut = Assert.IsType<UpstreamOutcome.Completed>(whole.Outcome).Completion;
        var before = _simulator.Journal.LastNumber;
        _simulator.Behaviours.Put(behaviour);

        var (outcome, seen) = await Read(Prompt());

        var healed = Assert.IsType<UpstreamOutcome.Completed>(outcome).Completion;
        Assert.Equal(Text(whole.Chunks), Text(seen));
        Assert.Equal(uncut.Message!.Json.ToArray(), healed.Message!.Json.ToArray());
        Assert.Single(seen.Select(chunk => $"{chunk.GetProperty("id")} {chunk.GetProperty("created")} {chunk.GetProperty("model")}").Distinct());
        Assert.Single(seen, chunk => Delta(chunk).TryGetProperty("role", out _));
        Assert.Single(seen, chunk => chunk.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind == JsonValueKind.String);
        Assert.Equal(calls, _simulator.Journal.LastNumber - before);
        var usage = healed.Usage!.Value;
        Assert.Equal(usage.Prompt, seen[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
        Assert.Equal(usage.Completion, seen[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt64());
        Assert.Equal(usage.Total, seen[^1].GetProperty("usage").GetProperty("total_tokens").GetInt64());
        if (!behaviour.StartsWith("garbage", StringComparison.Ordinal)) await AssertPaid(before, usage);
    }

    [Fact]
    public async Task The_maximum_holds_over_all_attempts()
    {
        var prompt = Prompt() with { MaxTokens = 30 };
        var whole = await Read(prompt);
        _simulator.Behaviours.Put("cut-after=20; times=1");

        var (outcome, seen) = await Read(prompt);

        Assert.Equal("length", Assert.IsType<UpstreamOutcome.Completed>(outcome).Completion.FinishReason);
        Assert.Equal(Text(whole.Chunks), Text(seen));
    }

    [Fact]
    public async Task A_stream_that_keeps_breaking_fails_in_the_end_and_all_of_it_is_counted()
    {
        _simulator.Behaviours.Put("cut-after=3");

        var (outcome, _) = await Read(Prompt());

        var failed = Assert.IsType<UpstreamOutcome.Failed>(outcome);
        Assert.Equal("upstream_connection_lost", failed.Failure.Code);
        Assert.Equal(4, _simulator.Journal.LastNumber);
        Assert.True(failed.ObservedTokens > 12);
    }

    [Fact]
    public async Task A_continuation_that_brings_nothing_is_the_last()
    {
        _simulator.Behaviours.Put("stall-after=5; times=1");
        var first = Read(Prompt());
        await _simulator.Journal.Arrival(1, TestContext.Current.CancellationToken);
        _simulator.Behaviours.Put("cut-after=0");

        Assert.IsType<UpstreamOutcome.Failed>((await first).Outcome);

        Assert.Equal(2, _simulator.Journal.LastNumber);
    }

    [Theory]
    [InlineData("\"n\":2")]
    [InlineData("\"logprobs\":true")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}],\"thinking\":{\"type\":\"disabled\"},\"tool_choice\":\"required\"")]
    public async Task What_cannot_be_put_together_again_is_not_continued(string parameters)
    {
        _simulator.Behaviours.Put("cut-after=1");

        var (outcome, _) = await Read(Prompt() with { Parameters = Encoding.UTF8.GetBytes(parameters) });

        Assert.IsType<UpstreamOutcome.Failed>(outcome);
        Assert.Equal(1, _simulator.Journal.LastNumber);
    }

    [Fact]
    public async Task Where_the_upstream_cannot_continue_the_failure_is_told()
    {
        _simulator.Behaviours.Put("cut-after=5");

        var (outcome, seen) = await Read(Prompt(), prefix: false);

        Assert.IsType<UpstreamOutcome.Failed>(outcome);
        Assert.Equal(5, seen.Count(chunk => Texts(chunk).Length > 0));
    }

    private async Task AssertPaid(long after, TokenUsage usage)
    {
        var entries = new List<JournalEntry>();
        for (var number = after + 1; number <= _simulator.Journal.LastNumber; number++)
            entries.Add((await _simulator.Journal.End(number, TestContext.Current.CancellationToken))!);
        Assert.Equal(entries.Sum(entry => (long)entry.Usage!.PromptTokens), usage.Prompt);
        Assert.Equal(entries.Sum(entry => (long)entry.Usage!.CompletionTokens), usage.Completion);
        Assert.Equal(entries.Sum(entry => (long)entry.Usage!.ReasoningTokens), usage.Reasoning);
    }

    private async Task<(UpstreamOutcome Outcome, List<JsonElement> Chunks)> Read(Prompt prompt, bool prefix = true)
    {
        var options = new UpstreamOptions
        {
            BaseUrl = _simulator.Address,
            ApiKey = "key",
            Prefix = new PrefixOptions { BaseUrl = prefix ? new Uri(_simulator.Address, "/beta") : null },
            IdleTimeout = TimeSpan.FromMilliseconds(500),
            ProgressTimeout = TimeSpan.FromMilliseconds(700),
            TotalTimeout = TimeSpan.FromSeconds(20),
            FirstTokenTimeout = TimeSpan.FromSeconds(5),
            Breaker = new BreakerOptions { FewestCalls = 10_000, ConsecutiveFailures = 10_000 },
        };
        using var calls = new TestCalls(new UpstreamsOptions { Upstreams = { ["test"] = options }, Models = { ["deepseek-flash"] = new ModelOptions { Upstream = "test" } } });
        var sink = new ListSink();
        var outcome = await calls.Complete(prompt, sink);
        return (outcome, [.. sink.Chunks.Select(chunk => JsonSerializer.Deserialize<JsonElement>(chunk.Span))]);
    }

    private static string Text(IEnumerable<JsonElement> chunks) => string.Concat(chunks.Select(Texts));

    private static string Texts(JsonElement chunk) =>
        $"{(Delta(chunk).TryGetProperty("reasoning_content", out var thought) ? thought.GetString() : "")}{(Delta(chunk).TryGetProperty("content", out var word) ? word.GetString() : "")}";

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    private static Prompt Prompt() => new()
    {
        Model = new ModelName("deepseek-flash"),
        Messages = [new Message("user", Encoding.UTF8.GetBytes("""{"role":"user","content":"Say something long enough"}"""))],
        Stream = true,
    };

    private sealed class ListSink : IChunkSink
    {
        public List<ReadOnlyMemory<byte>> Chunks { get; } = [];

        public ValueTask<bool> Send(ImmutableArray<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
        {
            Chunks.AddRange(chunks);
            return ValueTask.FromResult(true);
        }
    }
}

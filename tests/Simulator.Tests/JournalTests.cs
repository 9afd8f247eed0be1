using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class JournalTests
{
    private static readonly string Streamed = Chat("\"stream\":true,\"user_id\":\"u1\"", User("journal"));

    [Fact]
    public async Task A_completed_request_is_written_down_without_its_key()
    {
        await using var simulator = await RunningSimulator.Start();
        simulator.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var reply = await simulator.Stream(Streamed, "tokens=7");
        var entry = await simulator.Get("/simulator/journal/1/end");

        Assert.Equal("completed", entry["state"]!.GetValue<string>());
        Assert.Equal(200, entry["status"]!.GetValue<int>());
        Assert.Equal(7, entry["chunks"]!.GetValue<int>());
        Assert.Equal(7, entry["usage"]!["completionTokens"]!.GetValue<int>());
        Assert.Equal(Streamed, entry["body"]!.GetValue<string>());
        Assert.Equal("u1", entry["userId"]!.GetValue<string>());
        Assert.StartsWith("cdef-", entry["account"]!.GetValue<string>());
        Assert.StartsWith("00-0af", entry["headers"]!["traceparent"]!.GetValue<string>());
        Assert.Equal("simulated-1", reply.Chunks[0]["id"]!.GetValue<string>());
        Assert.DoesNotContain(RunningSimulator.Key, entry.ToJsonString());
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_is_noticed_at_once()
    {
        await using var simulator = await RunningSimulator.Start();
        using var patience = new CancellationTokenSource();
        var waiting = simulator.Post(Streamed, "latency=600000", cancellation: patience.Token);
        await simulator.Application.Journal.Arrival(1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var entry = await simulator.Get("/simulator/journal/1/end?timeout=5000");
        Assert.Equal("aborted", entry["state"]!.GetValue<string>());
        Assert.NotNull(entry["disconnectedAt"]);
        Assert.Null(entry["status"]);
        Assert.Equal(0, (await simulator.Get("/simulator/stats"))["running"]!.GetValue<int>());
    }

    [Fact]
    public async Task Refusals_and_cuts_are_told_apart()
    {
        await using var simulator = await RunningSimulator.Start();

        await simulator.Refusal(Streamed, "status=503");
        await simulator.Stream(Streamed, "cut-after=2");

        Assert.Equal(JournalState.Refused, (await simulator.Application.Journal.End(1))!.State);
        Assert.Equal(503, simulator.Application.Journal.Find(1)!.Status);
        Assert.Equal(JournalState.Cut, (await simulator.Application.Journal.End(2))!.State);
        Assert.Null(simulator.Application.Journal.Find(2)!.DisconnectedAt);
    }

    [Fact]
    public async Task Entries_are_found_by_number_and_by_words()
    {
        await using var simulator = await RunningSimulator.Start();
        foreach (var word in new[] { "apple", "pear", "plum", "pearl" })
            await simulator.Ask(Chat("", User(word)));

        var pears = (await simulator.Get("/simulator/journal?contains=pear&after=1")).AsArray();
        var limited = (await simulator.Get("/simulator/journal?limit=2")).AsArray();

        Assert.Equal([2, 4], pears.Select(entry => entry!["number"]!.GetValue<int>()));
        Assert.Equal(2, limited.Count);
    }

    [Fact]
    public async Task An_arrival_can_be_awaited_before_it_happens()
    {
        await using var simulator = await RunningSimulator.Start();
        var third = simulator.Get("/simulator/journal/3/arrival");

        for (var request = 0; request < 3; request++)
            await simulator.Ask(Chat("", User("arrive")));

        Assert.Equal(3, (await third)["number"]!.GetValue<int>());
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await simulator.Client.GetAsync("/simulator/journal/9/end?timeout=1")).StatusCode);
    }

    [Fact]
    public async Task Only_the_last_entries_and_the_first_bytes_are_kept()
    {
        await using var simulator = await RunningSimulator.Start(new SimulatorOptions { JournalEntries = 3, JournalBodyBytes = 10 });

        for (var request = 0; request < 5; request++)
            await simulator.Ask(Chat("", User("bound")));
        var entries = simulator.Application.Journal.Read();
        simulator.Application.Journal.Clear();

        Assert.Equal([3, 4, 5], entries.Select(entry => entry.Number));
        Assert.All(entries, entry => Assert.Equal(10, entry.Body.Length));
        Assert.Empty(simulator.Application.Journal.Read());
        Assert.Equal(5, simulator.Application.Journal.LastNumber);
    }
}

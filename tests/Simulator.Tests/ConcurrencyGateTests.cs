using System.Net.Http.Headers;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class ConcurrencyGateTests
{
    private static readonly string Plain = Chat("", User("crowd"));

    [Fact]
    public async Task One_request_too_many_is_refused_with_the_true_numbers()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Put("/simulator/concurrency", """{"limit":2}""");
        using var patience = new CancellationTokenSource();
        var held = Enumerable.Range(0, 2).Select(_ => simulator.Post(Plain, "latency=600000", cancellation: patience.Token)).ToList();
        await simulator.Application.Journal.Arrival(2);
        await Entered(simulator, 2);

        var refusal = await simulator.Refusal(Plain);

        Assert.Equal(429, refusal.Status);
        Assert.Contains("concurrency is 3, which exceeds your concurrency limit of 2", refusal.Error["message"]!.GetValue<string>());
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(held));
    }

    [Fact]
    public async Task A_ceiling_counts_each_account_by_itself()
    {
        await using var simulator = await RunningSimulator.Start(new SimulatorOptions { ConcurrencyPerAccount = 1 });
        using var patience = new CancellationTokenSource();
        var held = simulator.Post(Plain, "latency=600000", cancellation: patience.Token);
        await Entered(simulator, 1);

        simulator.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk-another-account");

        Assert.NotNull(await simulator.Ask(Plain));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    [Fact]
    public async Task A_client_that_has_read_its_answer_is_not_counted_against_itself()
    {
        await using var simulator = await RunningSimulator.Start(new SimulatorOptions { ConcurrencyPerAccount = 1 });
        var streamed = Chat("\"stream\":true", User("turns"));

        for (var turn = 0; turn < 200; turn++)
            Assert.True((await simulator.Stream(streamed, "tokens=3")).Done);

        var statistics = await simulator.Get("/simulator/stats");
        Assert.Equal(200, statistics["calls"]!.GetValue<int>());
        Assert.Equal(1, statistics["peakConcurrency"]!.GetValue<int>());
        Assert.Equal(600, statistics["completionTokens"]!.GetValue<int>());
    }

    private static async Task Entered(RunningSimulator simulator, int count)
    {
        await simulator.Application.Journal.Arrival(count);
        while (simulator.Application.Concurrency.Running < count)
            await Task.Yield();
    }
}

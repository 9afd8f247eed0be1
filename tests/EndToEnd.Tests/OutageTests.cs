using System.Diagnostics;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>The upstream goes away under steady load, and comes back.</summary>
public sealed class OutageTests
{
    private const int CallsASecond = 20;
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("status=503")]
    [InlineData("status=429")]
    public async Task A_total_outage_is_not_made_worse_and_ends_by_itself(string behaviour)
    {
        await using var upstream = await SimulatedUpstream.Start();
        await using var silo = await new SiloProcess(upstream.Address).Start();
        using var api = new Api(silo.Address);
        await Load(api, TimeSpan.FromSeconds(3));

        var before = await upstream.Newest();
        await upstream.Behave(behaviour);
        var during = await Load(api, s_outage);
        var sent = await upstream.Newest() - before;
        await upstream.BeHonest();
        var after = await Load(api, s_recovery);

        // A few repetitions were saved up before, and may be spent at once.
        const int savings = 10;
        Assert.InRange(sent, 1, 1.2 * during.Count + savings);
        Assert.True(during.Count(call => call.Answered) <= savings, "calls were answered during the outage");
        var lastSeconds = after.Where(call => call.At > s_recovery - TimeSpan.FromSeconds(5)).ToList();
        Assert.True(lastSeconds.Count(call => call.Answered) >= 0.95 * lastSeconds.Count, "95 % are answered again within 30 s");
        TestContext.Current.SendDiagnosticMessage(JsonSerializer.Serialize(new { behaviour, offered = during.Count, sent, answeredAfter = after.Count(call => call.Answered), offeredAfter = after.Count }));
    }

    /// <summary>Calls at a steady pace, whether or not those before have been answered.</summary>
    private static async Task<List<(TimeSpan At, bool Answered)>> Load(Api api, TimeSpan length)
    {
        var calls = new List<Task<(TimeSpan At, bool Answered)>>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / CallsASecond));
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < length && await pace.WaitForNextTickAsync()) calls.Add(Call(api, Stopwatch.GetElapsedTime(start)));
        return [.. await Task.WhenAll(calls)];
    }

    private static async Task<(TimeSpan At, bool Answered)> Call(Api api, TimeSpan at)
    {
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("outage"));
        await answer.Content.ReadAsByteArrayAsync();
        return (at, answer.IsSuccessStatusCode);
    }
}

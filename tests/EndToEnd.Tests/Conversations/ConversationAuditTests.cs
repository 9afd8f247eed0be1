using System.Diagnostics;
using System.Net;
using Orchestrator.Tests.Processes;
using Orchestrator.Tests.Quota;
using Xunit;

namespace Orchestrator.Tests.Conversations;

/// <summary>Ten thousand turns while silos are killed; afterwards what the clients were told is compared with what is stored.</summary>
[Collection(nameof(Alone))]
public sealed class ConversationAuditTests(TestCluster cluster, ITestOutputHelper output) : IClassFixture<TestCluster>
{
    private const int Conversations = 200;
    private const int Turns = 50;
    private static readonly TimeSpan s_betweenKills = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Of_ten_thousand_turns_under_kills_none_that_was_acknowledged_is_lost_doubled_or_out_of_order()
    {
        await cluster.Upstream.Behave("tokens=6; ttft=300; jitter=0.5; tps=500");
        var watch = Stopwatch.StartNew();
        using var end = new CancellationTokenSource();
        var killing = Kill(end.Token);

        var talks = await Task.WhenAll(Enumerable.Range(0, Conversations).Select(number => Talk(cluster.ClientApis[number % cluster.ClientApis.Count].Address, number)));

        await end.CancelAsync();
        var kills = await killing;
        var failures = talks.SelectMany(talk => talk.Sent).Where(turn => !turn.IsAcknowledged).ToList();
        output.WriteLine($"{talks.Sum(talk => talk.Sent.Count(turn => turn.IsAcknowledged))} turns acknowledged in {watch.Elapsed.TotalSeconds:F0} s over {kills} kills; {failures.Count} failed: {string.Join(", ", failures.GroupBy(turn => turn.Failure).Select(group => $"{group.Count()} {group.Key}"))}");
        var stored = 0;
        using var api = new Api(cluster.ClientApis[0].Address);
        foreach (var talk in talks) stored += await Check(api, talk);
        output.WriteLine($"{stored} turns stored: {stored - Conversations * Turns} were kept though their client was not told");
        Assert.True(kills >= 5, $"only {kills} kills");
    }

    /// <summary>Says its turns one after the other, each until it is acknowledged; every attempt says something else.</summary>
    private async Task<Record> Talk(string address, int number)
    {
        using var api = new Api(address);
        var record = new Record(await Create(api));
        for (var turn = 0; turn < Turns; turn++)
        {
            var attempt = 0;
            while (!await Say(api, record, $"conversation {number} turn {turn} attempt {attempt}"))
            {
                attempt++;
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
                await pause.WaitForNextTickAsync();
            }
        }

        return record;
    }

    private static async Task<string> Create(Api api)
    {
        while (true)
        {
            using var answer = await api.Post("/v1/conversations", "{}");
            if (answer.IsSuccessStatusCode) return (await Api.Json(answer)).GetProperty("id").GetString()!;
        }
    }

    private static async Task<bool> Say(Api api, Record record, string words)
    {
        string failure;
        try
        {
            using var answer = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","conversation":"{{record.Id}}","input":"{{words}}","reasoning":{"effort":"none"} }""");
            var body = await Api.Json(answer);
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                record.Sent.Add(new Sent(words, body.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(), ""));
                return true;
            }

            failure = body.GetProperty("error").GetProperty("code").GetString() ?? $"{answer.StatusCode}";
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            failure = broken.GetType().Name;
        }

        record.Sent.Add(new Sent(words, null, failure));
        return false;
    }

    private async Task<int> Kill(CancellationToken end)
    {
        using var timer = new PeriodicTimer(s_betweenKills);
        for (var kills = 0; ; kills++)
        {
            try
            {
                await timer.WaitForNextTickAsync(end);
            }
            catch (OperationCanceledException)
            {
                return kills;
            }

            var victim = cluster.Silos[kills % cluster.Silos.Count];
            await victim.Process.Kill();
            await victim.Start();
        }
    }

    /// <summary>What is stored is what was sent, in that order, each at most once, and all that was acknowledged with the answer that was given.</summary>
    private static async Task<int> Check(Api api, Record talk)
    {
        var stored = await Stored(api, talk.Id);
        var place = 0;
        foreach (var sent in talk.Sent)
        {
            var isStored = place < stored.Count && stored[place].Said == sent.Words;
            Assert.True(isStored || !sent.IsAcknowledged, $"'{sent.Words}' was acknowledged; in its place stands '{(place < stored.Count ? stored[place].Said : "nothing")}'.");
            if (!isStored) continue;
            if (sent.IsAcknowledged) Assert.Equal(sent.Answer, stored[place].Answered);
            place++;
        }

        Assert.Equal(stored.Count, place);
        return stored.Count;
    }

    private static async Task<List<(string Said, string Answered)>> Stored(Api api, string conversation)
    {
        var texts = new List<string>();
        var after = "";
        while (true)
        {
            var page = await api.Json($"/v1/conversations/{conversation}/items?limit=100&order=asc{after}");
            texts.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].GetProperty("text").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean()) break;
            after = $"&after={page.GetProperty("last_id").GetString()}";
        }

        Assert.Equal(0, texts.Count % 2);
        return [.. texts.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    private sealed record Record(string Id)
    {
        public List<Sent> Sent { get; } = [];
    }

    private sealed record Sent(string Words, string? Answer, string Failure)
    {
        public bool IsAcknowledged => Answer is not null;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

public sealed class ClusterTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task Requests_through_any_door_work_and_share_their_conversations()
    {
        using var first = new Api(cluster.Doors[0]);
        var conversation = (await Api.Json(await first.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;

        foreach (var door in cluster.Doors)
        {
            using var api = new Api(door);
            using var chat = await api.Post("/v1/chat/completions", Api.Chat($"through {door}"));
            Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
            using var turn = await api.Post("/v1/responses", Turn(conversation, $"said at {door}"));
            Assert.Equal("completed", (await Api.Json(turn)).GetProperty("status").GetString());
        }

        using var last = new Api(cluster.Doors[^1]);
        var items = (await Api.Json(await last.Get($"/v1/conversations/{conversation}/items?limit=100&order=asc"))).ToString();
        Assert.All(cluster.Doors, door => Assert.Contains($"said at {door}", items, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_hundred_chunks_arrive_whole_and_in_order_sixty_four_streams_at_a_time()
    {
        const int Streams = 64;
        const int Chunks = 200;
        await cluster.Upstream.Behave($"tokens={Chunks}; tps=200; jitter=0.5");
        using var plainApi = new Api(cluster.Doors[0]);

        await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            using var api = new Api(cluster.Doors[i % cluster.Doors.Count]);
            var words = $"stream {i % 8}";
            using var answer = await api.Post("/v1/chat/completions", Api.Chat(words, stream: true, ",\"thinking\":{\"type\":\"disabled\"}"));
            var events = await Api.Events(answer);
            Assert.Equal("[DONE]", events[^1]);
            Assert.InRange(events.Count, Chunks, Chunks + 4);
            using var plain = await plainApi.Post("/v1/chat/completions", Api.Chat(words, extra: ",\"thinking\":{\"type\":\"disabled\"}"));
            var expected = (await Api.Json(plain)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
            Assert.Equal(expected, Api.Content(events));
        }));
        await cluster.Upstream.BeHonest();
    }

    [Fact]
    public async Task A_killed_silo_takes_with_it_only_what_it_was_doing()
    {
        const int TurnsBefore = 10;
        const int TurnsAfter = 40;
        var victim = cluster.Silos[2];
        string[] doors = [cluster.Silos[0].Address, cluster.Silos[1].Address, .. cluster.ClientApis.Select(api => api.Address)];
        var acknowledged = new ConcurrentDictionary<string, List<string>>();
        var failures = new ConcurrentQueue<TimeSpan>();
        var clock = Stopwatch.StartNew();
        using var warm = new CountdownEvent(12);
        var allWarm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var talkers = Enumerable.Range(0, warm.InitialCount).Select(async talker =>
        {
            using var api = new Api(doors[talker % doors.Length]);
            var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
            var kept = acknowledged[conversation] = [];
            for (int turn = 0, after = 0; after < TurnsAfter; turn++)
            {
                if (killed.Task.IsCompleted) after++;
                var words = $"talker {talker} turn {turn}.";
                try
                {
                    using var answer = await api.Post("/v1/responses", Turn(conversation, words));
                    if (answer.StatusCode == HttpStatusCode.OK) kept.Add(words);
                    else failures.Enqueue(clock.Elapsed);
                }
                catch (HttpRequestException)
                {
                    failures.Enqueue(clock.Elapsed);
                }

                if (turn == TurnsBefore && warm.Signal()) allWarm.SetResult();
            }
        }).ToList();

        await allWarm.Task;
        var killedAt = clock.Elapsed;
        await victim.Process.Kill();
        killed.SetResult();
        await Task.WhenAll(talkers);
        await victim.Start();

        TestContext.Current.TestOutputHelper?.WriteLine($"killed at {killedAt}; {failures.Count} failures at {string.Join(", ", failures)}");
        Assert.All(failures, failure => Assert.InRange(failure, killedAt, killedAt + TimeSpan.FromSeconds(5)));
        using var reader = new Api(doors[0]);
        foreach (var (conversation, kept) in acknowledged)
        {
            Assert.True(kept.Count > 10, $"Only {kept.Count} turns were acknowledged in {conversation}.");
            var stored = await UserWords(reader, conversation);
            Assert.Equal(kept, stored.Where(kept.Contains));
            Assert.Equal(stored.Count, stored.Distinct().Count());
        }
    }

    [Fact]
    public async Task A_silo_that_stops_lets_its_requests_end()
    {
        await cluster.Upstream.Behave("tokens=60; tps=20");
        var leaver = new SiloProcess(cluster.Upstream.Address, cluster.Redis.Address);
        await using (leaver)
        {
            await leaver.Start();
            using var api = new Api(leaver.Address);
            var number = await cluster.Upstream.Newest() + 1;
            var call = api.Post("/v1/chat/completions", Api.Chat("let me end", stream: true));
            await cluster.Upstream.Arrival(number);
            var events = Api.Events(await call);

            var exit = leaver.Process.Stop();

            Assert.Equal("[DONE]", (await events)[^1]);
            Assert.Equal(0, await exit);
        }

        await cluster.Upstream.BeHonest();
    }

    private static string Turn(string conversation, string words) =>
        JsonSerializer.Serialize(new { model = "deepseek-flash", conversation, input = words });

    private static async Task<List<string>> UserWords(Api api, string conversation)
    {
        var words = new List<string>();
        for (var after = ""; ;)
        {
            var page = await Api.Json(await api.Get($"/v1/conversations/{conversation}/items?limit=100&order=asc{after}"));
            words.AddRange(page.GetProperty("data").EnumerateArray()
                .Where(item => item.GetProperty("type").GetString() == "message" && item.GetProperty("role").GetString() == "user")
                .Select(item => item.GetProperty("content")[0].GetProperty("text").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean()) return words;
            after = $"&after={page.GetProperty("last_id").GetString()}";
        }
    }
}

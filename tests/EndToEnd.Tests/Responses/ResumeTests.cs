using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Responses;

/// <summary>Background streams that are left, and taken up somewhere else.</summary>
public sealed class ResumeTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const string Create = """{"model":"deepseek-flash","input":"Tell me of the sea","background":true,"stream":true}""";

    [Fact]
    public async Task A_stream_left_at_any_event_and_taken_up_at_another_door_goes_on_with_the_same_bytes()
    {
        await cluster.Upstream.Behave("tokens=40; tps=150; jitter=0.3");
        using var first = new Api(cluster.ClientApis[0].Address);
        using var created = await first.Post("/v1/responses", Create);
        var (whole, id) = await Frames(created);
        var events = whole.Length - 1;
        Assert.True(events > 40, $"{events} events");

        for (var last = -1; last < events; last++)
        {
            using var elsewhere = new Api(cluster.Doors[(last + 1) % cluster.Doors.Count]);
            using var resumed = await elsewhere.Get($"/v1/responses/{id}?stream=true{(last < 0 ? "" : $"&starting_after={last}")}");
            Assert.Equal(whole[(last + 1)..], (await Frames(resumed)).Frames);
        }
    }

    [Fact]
    public async Task A_stream_is_taken_up_at_other_doors_while_it_is_made()
    {
        await cluster.Upstream.Behave("tokens=100; tps=60");
        using var first = new Api(cluster.ClientApis[0].Address);
        using var created = await first.Post("/v1/responses", Create);
        var log = new EventLog(created);
        var id = (await log.Next()).GetProperty("response").GetProperty("id").GetString()!;
        var elsewhere = await Task.WhenAll(cluster.Doors.Select(async (door, number) =>
        {
            using var api = new Api(door);
            using var resumed = await api.Get($"/v1/responses/{id}?stream=true&starting_after={number * 7}");
            return (await Frames(resumed)).Frames;
        }));

        using var again = await first.Get($"/v1/responses/{id}?stream=true");
        var whole = (await Frames(again)).Frames;
        for (var number = 0; number < elsewhere.Length; number++) Assert.Equal(whole[(number * 7 + 1)..], elsewhere[number]);
        Assert.Equal(whole.Length - 2, (await log.Rest()).Count);
    }

    [Fact]
    public async Task Where_the_silo_that_makes_it_is_killed_a_response_ends_failed_is_not_sent_again_and_keeps_what_was_shown()
    {
        await cluster.Upstream.Behave("tokens=4000; tps=40");
        var victim = cluster.Silos[2];
        var before = await cluster.Upstream.Newest();
        using var first = new Api(victim.Address);
        var created = await first.Post("/v1/responses", Create);
        var log = new EventLog(created);
        var shown = new List<JsonElement>();
        while (shown.Count < 30) shown.Add(await log.Next());
        var id = shown[0].GetProperty("response").GetProperty("id").GetString()!;
        using var elsewhere = new Api(cluster.ClientApis[1].Address);
        using var resumed = await elsewhere.Get($"/v1/responses/{id}?stream=true");
        var watcher = new EventLog(resumed);
        for (var number = 0; number < shown.Count; number++) Assert.Equal(shown[number].ToString(), (await watcher.Next()).ToString());

        var killed = TimeProvider.System.GetTimestamp();
        await victim.Process.Kill();
        var rest = await watcher.Rest();
        TestContext.Current.TestOutputHelper!.WriteLine($"ended {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:F1} s after the kill");

        Assert.Equal(("response.failed", "failed"), (rest[^1].GetProperty("type").GetString(), rest[^1].GetProperty("response").GetProperty("status").GetString()));
        Assert.Equal("failed", (await elsewhere.Json($"/v1/responses/{id}")).GetProperty("status").GetString());
        using var again = await elsewhere.Get($"/v1/responses/{id}?stream=true");
        var replayed = await new EventLog(again).Rest();
        Assert.Equal(shown.Select(Text), replayed.Take(shown.Count).Select(Text));
        Assert.Equal(rest[^1].ToString(), replayed[^1].ToString());
        Assert.Equal(before + 1, await cluster.Upstream.Newest());
        await victim.Start();
    }

    private static string Text(JsonElement element) => element.ToString();

    /// <summary>The frames of a stream as they are on the wire, without the comments that keep it alive, and the response's id.</summary>
    private static async Task<(string[] Frames, string Id)> Frames(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        var frames = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(frame => !frame.StartsWith(':')).ToArray();
        Assert.Equal("data: [DONE]", frames[^1]);
        var id = frames.Length < 2 ? "" : JsonDocument.Parse(frames[^2].Split('\n')[1][6..]).RootElement.GetProperty("response").GetProperty("id").GetString()!;
        return (frames, id);
    }
}

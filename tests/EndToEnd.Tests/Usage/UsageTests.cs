using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>What is written down of requests, by real processes on real stores.</summary>
public sealed class UsageTests
{
    private const string Canary = "canary-8c1f";

    [Fact]
    public async Task What_was_used_is_told_after_a_clean_stop_and_what_was_said_stands_nowhere()
    {
        await using var upstream = await SimulatedUpstream.Start();
        // Only the stop writes down what there is.
        await using var silo = await new SiloProcess(upstream.Address, settings: new Dictionary<string, string?> { ["Usage__FlushEvery"] = "00:01:00" }).Start();
        using var api = new Api(silo.Address);
        using var few = new Api(silo.Address, TestTenants.FewRequests);
        var tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"find\",\"description\":\"" + Canary + "\",\"parameters\":{\"type\":\"object\"}}}]";
        var plain = await Api.Json(await api.Post("/v1/chat/completions", Api.Chat(Canary, extra: tools)));
        using (var stream = await api.Post("/v1/chat/completions", Api.Chat(Canary, stream: true))) Assert.Equal("[DONE]", (await Api.Events(stream))[^1]);
        for (var i = 0; i < 4; i++) (await few.Post("/v1/chat/completions", Api.Chat(Canary))).Dispose();
        await upstream.Behave("status=400; times=1");
        using (var failed = await api.Post("/v1/chat/completions", Api.Chat(Canary))) Assert.Equal(HttpStatusCode.BadRequest, failed.StatusCode);
        using var admin = new Api(silo.Address, key: TestTenants.Admin);
        using var metrics = await admin.Get("/metrics");
        var told = await metrics.EnsureSuccessStatusCode().Content.ReadAsStringAsync();

        Assert.Equal(0, await silo.Process.Stop());
        var log = silo.Process.Output;
        await silo.Start();

        var wide = await api.Json("/v1/usage?group_by=key");
        var total = wide.GetProperty("total");
        Assert.Equal((3, 2), (total.GetProperty("requests").GetInt32(), total.GetProperty("completed").GetInt32()));
        Assert.Equal(1, total.GetProperty("errors").GetProperty("Rejected").GetInt32());
        Assert.True(total.GetProperty("prompt_tokens").GetInt64() > plain.GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
        Assert.Equal("wide", Assert.Single(wide.GetProperty("data").EnumerateArray()).GetProperty("key").GetString());
        var refused = (await few.Json("/v1/usage?granularity=hour")).GetProperty("total");
        Assert.Equal((4, 1), (refused.GetProperty("requests").GetInt32(), refused.GetProperty("refusals").GetProperty("requests").GetInt32()));
        Assert.All([told, log, silo.Process.Output, wide.ToString()], text =>
        {
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-of", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Whichever_silo_is_killed_what_the_others_saw_is_counted_once()
    {
        const int Requests = 60;
        await using var redis = await RedisServer.Start();
        await using var upstream = await SimulatedUpstream.Start();
        var settings = new Dictionary<string, string?> { ["Usage__FlushEvery"] = "00:00:00.100" };
        var silos = Enumerable.Range(0, 3).Select(_ => new SiloProcess(upstream.Address, redis.Address, settings)).ToList();
        try
        {
            await Task.WhenAll(silos.Select(silo => silo.Start()));
            await Ask(silos[0], Requests, meanwhile: Task.CompletedTask);
            await Ask(silos[1], Requests, meanwhile: silos[2].Process.Kill());
            await Ask(silos[0], Requests, meanwhile: Task.CompletedTask);

            foreach (var silo in silos.Take(2)) Assert.Equal(0, await silo.Process.Stop());
            await silos[0].Start();

            foreach (var tenant in new[] { TestTenants.Wide, TestTenants.Other })
            {
                using var api = new Api(silos[0].Address, tenant);
                var total = (await api.Json("/v1/usage")).GetProperty("total");
                Assert.Equal(3 * Requests, total.GetProperty("requests").GetInt32());
            }
        }
        finally
        {
            foreach (var silo in silos) await silo.DisposeAsync();
        }
    }

    /// <summary>Asks so often in the name of each of two tenants, whatever comes of it.</summary>
    private static async Task Ask(SiloProcess silo, int requests, Task meanwhile)
    {
        using var wide = new Api(silo.Address);
        using var other = new Api(silo.Address, TestTenants.Other);
        for (var i = 0; i < requests; i++)
        {
            foreach (var api in new[] { wide, other })
            {
                using var answer = await api.Post("/v1/chat/completions", Api.Chat("How are you?"));
                Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
            }
        }

        await meanwhile;
    }
}

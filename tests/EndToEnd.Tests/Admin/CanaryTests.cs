using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Admin;

/// <summary>What is said and what opens doors is told to nobody who watches: not in spans, not in the admin API, not in metrics, not in the log.</summary>
public sealed class CanaryTests
{
    private const string Canary = "canary-41f7";

    [Fact]
    public async Task What_is_said_and_what_opens_doors_stands_in_no_span_and_in_no_answer_to_operators()
    {
        await using var upstream = await SimulatedUpstream.Start();
        await using var spans = new SpanCollector();
        var settings = spans.Settings;
        settings["DEEPSEEK_API_KEY"] = $"sk-{Canary}-of-the-provider";
        await using var silo = await new SiloProcess(upstream.Address, settings: settings).Start();
        await using var chat = new Conversation(silo.Address);

        await chat.SayAll(upstream);
        var told = await chat.WhatOperatorsAreTold();
        Assert.Equal(0, await silo.Process.Stop());

        // The spans did come, and with what they are for.
        Assert.Contains("orchestrator-silo", spans.Received, StringComparison.Ordinal);
        Assert.Contains("/v1/chat/completions", spans.Received, StringComparison.Ordinal);
        Assert.Contains("deepseek-flash", spans.Received, StringComparison.Ordinal);
        Assert.Contains("\"tenant\":\"wide\"", told, StringComparison.Ordinal);
        foreach (var text in new[] { spans.Received, told, silo.Process.Output })
        {
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-of", text, StringComparison.Ordinal);
        }
    }

    /// <summary>Everything a tenant can say, with a canary in it.</summary>
    private sealed class Conversation(string address) : IAsyncDisposable
    {
        private static readonly object[] s_tools =
            [new { type = "function", function = new { name = "find", description = Canary, parameters = new { type = "object", properties = new Dictionary<string, object> { [Canary] = new { type = "string" } } } } }];

        private static readonly object[] s_messages =
        [
            new { role = "system", content = Canary },
            new { role = "user", content = Canary },
            new { role = "assistant", content = "", reasoning_content = Canary, tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = "find", arguments = $$"""{"word":"{{Canary}}"}""" } } } },
            new { role = "tool", tool_call_id = "call_1", content = Canary },
        ];

        private readonly Api _api = new(address);
        private readonly Api _stranger = new(address, key: $"orc_wide_secret-{Canary}-0123456789");
        private readonly Api _admin = new(address, key: TestTenants.Admin);

        private string _conversation = "";

        public async Task SayAll(SimulatedUpstream upstream)
        {
            var call = JsonSerializer.Serialize(new { model = "deepseek-flash", messages = s_messages, tools = s_tools, user = Canary });
            (await _api.Post("/v1/chat/completions", call)).EnsureSuccessStatusCode().Dispose();
            using (var stream = await _api.Post("/v1/chat/completions", Api.Chat(Canary, stream: true))) Assert.Equal("[DONE]", (await Api.Events(stream))[^1]);
            _conversation = (await Api.Json(await _api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
            var said = JsonSerializer.Serialize(new { model = "deepseek-flash", input = Canary, instructions = Canary, conversation = _conversation });
            (await _api.Post("/v1/responses", said)).EnsureSuccessStatusCode().Dispose();
            await upstream.Behave("status=400; times=1");
            using var failed = await _api.Post("/v1/chat/completions", Api.Chat(Canary));
            using var broken = await _api.Post("/v1/chat/completions", "{\"model\":\"" + Canary + "\"");
            using var refused = await _stranger.Post("/v1/chat/completions", Api.Chat(Canary));

            Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (failed.StatusCode, broken.StatusCode, refused.StatusCode));
        }

        public async Task<string> WhatOperatorsAreTold()
        {
            var told = new List<string>();
            foreach (var path in new[]
            {
                "/admin/v1/cluster", "/admin/v1/upstreams", "/admin/v1/usage", "/admin/v1/tenants/wide/quota", "/admin/v1/requests", "/admin/v1/conversations?tenant=wide",
                $"/admin/v1/conversations/{_conversation}?tenant=wide", $"/admin/v1/conversations/{_conversation}/turns?tenant=wide", "/metrics",
            })
            {
                using var answer = await _admin.Get(path);
                told.Add(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            }

            return string.Join('\n', told);
        }

        public ValueTask DisposeAsync()
        {
            _api.Dispose();
            _stranger.Dispose();
            _admin.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

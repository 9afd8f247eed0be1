using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

public sealed class RestartTests : IAsyncLifetime
{
    private SimulatedUpstream _upstream = null!;
    private SiloProcess _silo = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await SimulatedUpstream.Start();
        _silo = await new SiloProcess(_upstream.Address, settings: new Dictionary<string, string?>
        {
            ["Plans__few-requests__Limits__0__Period"] = "01:00:00",
        }).Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conversations_and_quota_use_are_still_there_after_the_product_was_stopped_or_killed(bool killed)
    {
        using var api = new Api(_silo.Address);
        using var few = new Api(_silo.Address, TestTenants.FewRequests);
        var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        var first = await Api.Json(await api.Post("/v1/responses", Turn(conversation, "before the stop")));
        Assert.Equal("completed", first.GetProperty("status").GetString());
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await few.Post("/v1/chat/completions", Api.Chat("use it up"))).StatusCode);

        if (killed) await _silo.Process.Kill();
        else Assert.Equal(0, await _silo.Process.Stop());
        await _silo.Start();

        Assert.Equal(HttpStatusCode.TooManyRequests, (await few.Post("/v1/chat/completions", Api.Chat("one more"))).StatusCode);
        var items = (await Api.Json(await api.Get($"/v1/conversations/{conversation}/items?order=asc"))).GetProperty("data").EnumerateArray().ToList();
        Assert.Contains(items, item => item.ToString().Contains("before the stop", StringComparison.Ordinal));
        var second = await Api.Json(await api.Post("/v1/responses", Turn(conversation, "after the stop")));
        Assert.Equal("completed", second.GetProperty("status").GetString());
        var sent = Assert.Single(await _upstream.Journal(0, "after the stop")).GetProperty("body").GetString()!;
        Assert.Contains("before the stop", sent, StringComparison.Ordinal);
    }

    private static string Turn(string conversation, string words) =>
        JsonSerializer.Serialize(new { model = "deepseek-flash", conversation, input = words });
}

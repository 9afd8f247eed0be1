using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Conversations;

/// <summary>What is left in a real Redis of what was deleted.</summary>
public sealed class DeletionTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private SimulatedUpstream _upstream = null!;
    private SiloProcess _silo = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.Start();
        _upstream = await SimulatedUpstream.Start();
        _silo = await new SiloProcess(_upstream.Address, _redis.Address).Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _upstream.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Of_a_deleted_conversation_only_the_mark_is_left_and_of_a_deleted_background_response_nothing()
    {
        using var api = new Api(_silo.Address);
        var conversation = (await Api.Json(await api.Post("/v1/conversations", """{"items":[{"role":"user","content":"one"}]}"""))).GetProperty("id").GetString()!;
        for (var turn = 0; turn < 3; turn++)
        {
            using var answer = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"x","conversation":"{{conversation}}"}""");
            Assert.True(answer.IsSuccessStatusCode);
        }

        using var created = await api.Post("/v1/responses", """{"model":"deepseek-flash","input":"x","background":true,"stream":true}""");
        var response = (await new EventLog(created).Rest())[^1].GetProperty("response").GetProperty("id").GetString()!;
        Assert.Equal(4, await _redis.Count($"*{conversation}*"));
        Assert.True(await _redis.Count($"*{response}*") >= 3);

        using var first = await api.Delete($"/v1/conversations/{conversation}");
        using var second = await api.Delete($"/v1/responses/{response}");

        Assert.True(first.IsSuccessStatusCode && second.IsSuccessStatusCode);
        Assert.Equal(1, await _redis.Count($"*{conversation}*"));
        Assert.Equal(0, await _redis.Count($"*{response}*"));
    }
}

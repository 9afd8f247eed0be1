using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

public sealed class DisconnectTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly TimeSpan s_bound = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string, bool> Ways => new()
    {
        { "silo", true },
        { "silo", false },
        { "client api", true },
        { "client api", false },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_client_that_leaves_has_its_upstream_call_aborted(string door, bool stream)
    {
        await cluster.Upstream.Behave(stream ? "tokens=1000; tps=20" : "latency=60000");
        using var api = new Api(door == "silo" ? cluster.Silos[0].Address : cluster.ClientApis[0].Address);
        var number = await cluster.Upstream.Newest() + 1;
        using var client = new CancellationTokenSource();
        var call = Call(api, stream, client.Token);
        await cluster.Upstream.Arrival(number);
        if (stream) await call;

        var left = TimeProvider.System.GetUtcNow();
        await client.CancelAsync();
        if (stream) (await call)!.Dispose();
        else await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var entry = await cluster.Upstream.End(number);
        Assert.Equal("aborted", entry.GetProperty("state").GetString(), ignoreCase: true);
        Assert.InRange(entry.GetProperty("disconnectedAt").GetDateTimeOffset() - left, TimeSpan.Zero - s_bound, s_bound);
    }

    /// <summary>Returns once the first bytes of the body are there, or with the whole plain answer.</summary>
    private static async Task<HttpResponseMessage?> Call(Api api, bool stream, CancellationToken cancellation)
    {
        var answer = await api.Post("/v1/chat/completions", Api.Chat("I shall leave", stream), cancellation);
        if (stream)
        {
            var body = await answer.Content.ReadAsStreamAsync(cancellation);
            Assert.NotEqual(0, await body.ReadAsync(new byte[100], cancellation));
        }

        return answer;
    }
}

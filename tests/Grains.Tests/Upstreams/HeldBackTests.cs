using System.Text;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class HeldBackTests
{
    [Fact]
    public async Task An_endless_stream_of_empty_chunks_fails_before_it_fills_memory()
    {
        var options = new UpstreamOptions { MaxEventBytes = 4096 };
        using var deadlines = new Deadlines(options, stream: true, TimeProvider.System, CancellationToken.None);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n", 1000))));

        var end = await new AnswerStream(options, deadlines, body, keepMessage: false).ReadToContent();

        Assert.Equal("upstream_answer_too_large", Assert.IsType<UpstreamOutcome.Failed>(end).Failure.Code);
        Assert.InRange(body.Position, 1, 32 * 1024);
    }
}

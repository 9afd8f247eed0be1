using Microsoft.Extensions.Time.Testing;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class BoundedBodyTests
{
    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("\n\n \r\n{\"a\":1}")]
    [InlineData("\n", "\n{\"a", "\":1}")]
    [InlineData("\n", "\n", "{\"a\":1}")]
    public async Task Blank_lines_before_the_body_are_no_part_of_it_however_they_arrive(params string[] reads)
    {
        using var deadlines = new Deadlines(new UpstreamOptions(), stream: false, new FakeTimeProvider(), CancellationToken.None);

        var body = await BoundedBody.Read(new Pieces(reads), 100, deadlines);

        Assert.Equal("{\"a\":1}"u8, body!.Value.Span);
    }

    /// <summary>Gives one piece a read.</summary>
    private sealed class Pieces(string[] pieces) : MemoryStream
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(_next < pieces.Length ? System.Text.Encoding.UTF8.GetBytes(pieces[_next++], buffer.Span) : 0);
    }
}

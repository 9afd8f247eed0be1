using System.Collections.Immutable;

namespace Orchestrator.Responses;

/// <summary>Tells events on a socket, each as a message of its own.</summary>
internal sealed class SocketOutput(SocketLine line, WireDialect dialect) : IResponseOutput
{
    private readonly Queue<byte[]> _written = new();

    public WireDialect Dialect => dialect;

    // A socket has no headers to carry them, and pings of its own.
    public void Limits(ImmutableArray<QuotaLevel> levels)
    {
    }

    public void Event(string type, ReadOnlySpan<byte> json) => _written.Enqueue(json.ToArray());

    public void KeepAlive()
    {
    }

    public async ValueTask Flush()
    {
        while (_written.TryDequeue(out var message)) await line.Send(message);
    }
}

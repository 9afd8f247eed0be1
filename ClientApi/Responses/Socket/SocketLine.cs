using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace Orchestrator.Responses;

/// <summary>
/// One socket's line: the messages that came in, in order, and the frames that go out. It goes on reading while a response runs, so that a
/// client that leaves is noticed at once.
/// </summary>
internal sealed class SocketLine(WebSocket socket, int longestMessage, int waiting, TimeSpan writeTimeout, TimeProvider time) : IDisposable
{
    private readonly Channel<ReadOnlyMemory<byte>?> _messages = Channel.CreateBounded<ReadOnlyMemory<byte>?>(waiting);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Cancelled when the client has left.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>What came in; null for a message that is longer than allowed, or is no text.</summary>
    public ChannelReader<ReadOnlyMemory<byte>?> Messages => _messages.Reader;

    /// <summary>Reads until the client leaves.</summary>
    public async Task Listen(CancellationToken aborted)
    {
        try
        {
            while (await Receive(aborted) is { IsClose: false } message) await _messages.Writer.WriteAsync(message.Text, aborted);
        }
        catch (Exception torn) when (torn is WebSocketException or OperationCanceledException or IOException)
        {
            // A line that breaks is a client that leaves.
        }
        finally
        {
            _messages.Writer.TryComplete();
            await _gone.CancelAsync();
        }
    }

    /// <summary>Sends one text message. Fails as cancelled when the client is gone, or does not read.</summary>
    public async ValueTask Send(ReadOnlyMemory<byte> text)
    {
        try
        {
            await socket.SendAsync(text, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, _gone.Token).AsTask().WaitAsync(writeTimeout, time);
        }
        catch (Exception gone) when (gone is TimeoutException or WebSocketException or IOException)
        {
            socket.Abort();
            throw new OperationCanceledException("The client left the socket, or stopped reading, and was cut off.", gone);
        }
    }

    public async Task Close(WebSocketCloseStatus status, string reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await socket.CloseOutputAsync(status, reason, CancellationToken.None).WaitAsync(writeTimeout, time);
        }
        catch (Exception gone) when (gone is TimeoutException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }

    public void Dispose() => _gone.Dispose();

    /// <summary>The next message. Of one that is too long the rest is read and thrown away, so that the line stays in step.</summary>
    private async Task<(bool IsClose, ReadOnlyMemory<byte>? Text)> Receive(CancellationToken aborted)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var fits = true;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.GetMemory(4096), aborted);
            if (part.MessageType is WebSocketMessageType.Close) return (true, null);
            fits = fits && part.MessageType is WebSocketMessageType.Text && buffer.WrittenCount + part.Count <= longestMessage;
            if (fits) buffer.Advance(part.Count);
            if (part.EndOfMessage) return (false, fits ? (ReadOnlyMemory<byte>?)buffer.WrittenMemory : null);
        }
    }
}

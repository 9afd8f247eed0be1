using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Orchestrator.Streaming;

/// <summary>A response of server-sent events. Its headers leave with the first frame, and a client that stops reading is cut off.</summary>
internal sealed class EventStream(HttpContext context, TimeSpan writeTimeout, TimeProvider time)
{
    /// <summary>Whether the status has been sent, so that an error can only be told as an event.</summary>
    public bool Begun { get; private set; }

    /// <summary>Sends the headers with what is written next.</summary>
    public void Begin()
    {
        if (Begun) return;
        Begun = true;
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status200OK;
        headers.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache";
        headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Writes one frame; it leaves with the next flush.</summary>
    public void Data(ReadOnlySpan<byte> data)
    {
        Begin();
        var writer = context.Response.BodyWriter;
        // A line break would end the field: each line of the data is a field of its own, which readers join again.
        while (data.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0)
        {
            WriteField(writer, data[..end]);
            data = data[(end + (data[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
        WriteField(writer, data);
        writer.Write("\n"u8);
    }

    /// <summary>Writes one frame with an event name.</summary>
    public void Event(string name, ReadOnlySpan<byte> data)
    {
        Begin();
        var writer = context.Response.BodyWriter;
        writer.Write("event: "u8);
        Encoding.ASCII.GetBytes(name, writer);
        writer.Write("\n"u8);
        Data(data);
    }

    /// <summary>Shows that the stream lives.</summary>
    public void KeepAlive() => context.Response.BodyWriter.Write(": keep-alive\n\n"u8);

    /// <summary>Tells the end.</summary>
    public void Done() => Data("[DONE]"u8);

    /// <summary>Hands what was written to the client. Fails as cancelled when the client is gone, or does not read.</summary>
    public async ValueTask Flush()
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        var flush = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return;
        }
        try
        {
            await flush.AsTask().WaitAsync(writeTimeout, time);
        }
        catch (TimeoutException)
        {
            context.Abort();
            throw new OperationCanceledException("The client stopped reading and was cut off.");
        }
        context.RequestAborted.ThrowIfCancellationRequested();
    }

    private static void WriteField(PipeWriter writer, ReadOnlySpan<byte> line)
    {
        var span = writer.GetSpan(line.Length + 7);
        "data: "u8.CopyTo(span);
        line.CopyTo(span[6..]);
        span[line.Length + 6] = (byte)'\n';
        writer.Advance(line.Length + 7);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Orchestrator.Tests.Processes;

namespace Orchestrator.Tests.Admin;

/// <summary>A collector of spans: keeps what is sent to it as it came over the wire, in which texts stand as they are.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _received = new();
    private readonly Task _listening;

    public SpanCollector()
    {
        Address = $"http://127.0.0.1:{Ports.Free()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _listening = Listen();
    }

    public string Address { get; }

    /// <summary>The settings that send a program's spans here.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_COMPRESSION"] = "none",
    };

    /// <summary>All that came so far, as text.</summary>
    public string Received => string.Join('\n', _received);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _listening;
        _listener.Close();
    }

    private async Task Listen()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            _received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            context.Response.StatusCode = 200;
            context.Response.Close();
        }
    }
}

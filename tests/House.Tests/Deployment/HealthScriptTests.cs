using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.House;

/// <summary>deploy/healthy.sh, which the containers ask in place of curl, believes a 200 and nothing else.</summary>
public sealed class HealthScriptTests
{
    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("503 Service Unavailable", false)]
    [InlineData("404 Not Found", false)]
    public async Task A_program_is_as_healthy_as_it_says(string status, bool healthy)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = Answer(listener, status);

        var exit = await Ask(((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.Equal(healthy, exit == 0);
        Assert.StartsWith("GET /health/ready HTTP/1.1\r\nHost: ", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_listen_is_not_healthy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.NotEqual(0, await Ask(port));
    }

    private static async Task<string> Answer(TcpListener listener, string status)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var request = new StringBuilder();
        var buffer = new byte[1024];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (read == 0) break;
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
        return request.ToString();
    }

    private static async Task<int> Ask(int port)
    {
        using var script = Process.Start(new ProcessStartInfo("bash", [Repository.PathOf("deploy/healthy.sh"), port.ToString(CultureInfo.InvariantCulture), "/health/ready"]) { RedirectStandardError = true })!;
        await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return script.ExitCode;
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Tests.Processes;

/// <summary>A real redis-server that forgets nothing it acknowledged, unless a test sets it up to. It can be started again where it stood.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orchestrator-redis-");
    private ServerProcess? _process;

    private RedisServer() => Port = Ports.Free();

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <param name="settings">Names and values by which it differs from a durable one, such as <c>appendfsync</c> and <c>everysec</c>. A value of several words has spaces between them.</param>
    public static async Task<RedisServer> Start(params (string Name, string Value)[] settings)
    {
        var server = new RedisServer();
        await server.Run(settings);
        return server;
    }

    /// <summary>How many keys there are whose name matches.</summary>
    public async Task<int> Count(string pattern)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"KEYS {pattern}\r\n"));
        using var reader = new StreamReader(stream);
        // An array's length comes first: *3.
        return int.Parse((await reader.ReadLineAsync())![1..], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it as a crash would.</summary>
    public Task Kill() => _process?.Kill() ?? Task.CompletedTask;

    /// <summary>Ends it as a crash would, and starts it on the same port and files.</summary>
    /// <param name="settings">As for <see cref="Start"/>; those of before are forgotten.</param>
    public async Task Restart(params (string Name, string Value)[] settings)
    {
        if (_process is not null) await _process.DisposeAsync();
        await Run(settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task Run((string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["port"] = $"{Port}",
            ["bind"] = "127.0.0.1",
            ["dir"] = _directory.FullName,
            ["save"] = "",
            ["appendonly"] = "yes",
            ["appendfsync"] = "always",
            ["maxmemory-policy"] = "noeviction",
        };
        foreach (var (name, value) in settings) all[name] = value;
        _process = ServerProcess.Start("redis-server", "redis-server", all.SelectMany(setting => (string[])[$"--{setting.Key}", .. setting.Value.Split(' ')]));
        await _process.Ready(Listens);
    }

    private async Task<bool> Listens()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

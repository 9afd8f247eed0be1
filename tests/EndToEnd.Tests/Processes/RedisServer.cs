using System.Net.Sockets;

namespace Orchestrator.Tests.Processes;

/// <summary>A real redis-server that forgets nothing it acknowledged.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly DirectoryInfo _directory;

    private RedisServer(ServerProcess process, DirectoryInfo directory, int port)
    {
        _process = process;
        _directory = directory;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<RedisServer> Start()
    {
        var port = Ports.Free();
        var directory = Directory.CreateTempSubdirectory("orchestrator-redis-");
        var process = ServerProcess.Start("redis-server", "redis-server",
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", directory.FullName, "--save", "",
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction",
        ]);
        await process.Ready(() => Listens(port));
        return new RedisServer(process, directory, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static async Task<bool> Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

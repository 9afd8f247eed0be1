using System.Net;
using Garnet;
using Garnet.server;
using Tsavorite.core;

namespace Orchestrator.Hosting;

/// <summary>The durable store of a single process: a Garnet server on loopback that answers a write only when its log is on disk.</summary>
internal sealed class EmbeddedStore : IDisposable
{
    private readonly GarnetServer _server;

    private EmbeddedStore(GarnetServer server) => _server = server;

    public static EmbeddedStore Start(string directory, int port)
    {
        var path = Path.GetFullPath(directory);
        Directory.CreateDirectory(path);
        var server = new GarnetServer(Options(path, new IPEndPoint(IPAddress.Loopback, port)), loggerFactory: null);
        server.Start();
        return new EmbeddedStore(server);
    }

    public void Dispose() => _server.Dispose();

    private static GarnetServerOptions Options(string path, IPEndPoint address) => new()
    {
        EndPoints = [address],
        QuietMode = true,
        MaxDatabases = 1,

        // A write is acknowledged when the append-only file has it. Whoever changes this changes what StoreInquiry says of the embedded store.
        CheckpointDir = path,
        LogDir = null,
        EnableAOF = true,
        CommitFrequencyMs = 0,
        WaitForCommit = true,
        Recover = true,

        // Compare-and-set of grain state runs as Lua, and is only atomic as a transaction.
        EnableLua = true,
        LuaTransactionMode = true,
        LuaOptions = new LuaOptions(),

        // The native device needs libaio, which not every machine has.
        DeviceType = DeviceType.RandomAccess,

        // The defaults are those of a server that owns its machine.
        LogMemorySize = "64m",
        PageSize = "1m",
        IndexMemorySize = "8m",
        AofMemorySize = "32m",
        AofPageSize = "4m",
        AofSegmentSize = "64m",
        AofSizeLimit = "64m",
        BufferPoolMemoryBudget = "16m",
    };
}

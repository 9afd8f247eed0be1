using StackExchange.Redis;

namespace Orchestrator.Durability;

/// <summary>Asks the servers behind a connection how they keep what they acknowledge.</summary>
/// <param name="connection">The connection to the store; null for the embedded one. That one is not asked: its options are set by
/// <c>EmbeddedStore</c>, and Garnet answers CONFIG with <c>appendonly</c> alone and tells nothing of its append-only file in INFO.</param>
internal sealed class StoreInquiry(IConnectionMultiplexer? connection)
{
    /// <summary>Calls back when another server, or the same one restarted with other settings, may be behind the connection.</summary>
    public void WhenServersChange(Action changed)
    {
        if (connection is null) return;
        connection.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Interactive) changed();
        };
        connection.ConfigurationChanged += (_, _) => changed();
    }

    /// <summary>Waits for the connection no longer than for any other call. <see cref="StoreDurability.NotAsked"/> when a server was not reached.</summary>
    public async Task<StoreDurability> Ask(CancellationToken cancellation)
    {
        if (connection is null) return StoreDurability.Kept;
        try
        {
            return StoreDurability.Together(await Task.WhenAll(Written(connection).Select(Ask)).WaitAsync(cancellation));
        }
        catch (Exception unreached) when (unreached is RedisConnectionException or RedisTimeoutException)
        {
            return StoreDurability.NotAsked;
        }
    }

    /// <summary>Replicas matter only where nothing else is connected: then it is they that would be written to.</summary>
    private static IServer[] Written(IConnectionMultiplexer connection)
    {
        var all = connection.GetServers();
        var primaries = all.Where(server => server is { IsConnected: true, IsReplica: false }).ToArray();
        return primaries.Length > 0 ? primaries : all;
    }

    private static async Task<StoreDurability> Ask(IServer server)
    {
        var info = UnlessRefused(() => server.ExecuteAsync("INFO"));
        var settings = await Task.WhenAll(StoreAnswers.Settings.Select(setting => UnlessRefused(() => server.ExecuteAsync("CONFIG", "GET", setting))));
        return StoreDurability.Judge(StoreAnswers.From(Told(settings), (string?)await info ?? ""));
    }

    // A setting that the server does not know has an empty answer.
    private static Dictionary<string, string> Told(IEnumerable<RedisResult?> answers) => answers
        .OfType<RedisResult>()
        .Select(answer => (string?[]?)answer)
        .Where(pair => pair is [not null, not null, ..])
        .ToDictionary(pair => pair![0]!, pair => pair![1]!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the server, or a command map in the connection string, does not allow the question.</summary>
    private static async Task<RedisResult?> UnlessRefused(Func<Task<RedisResult>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception refused) when (refused is RedisServerException or RedisCommandException)
        {
            return null;
        }
    }
}

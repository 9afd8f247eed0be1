namespace Orchestrator.Durability;

/// <summary>What a server told of itself, as far as it decides about durability. Null where it told nothing.</summary>
internal sealed record StoreAnswers
{
    /// <summary>The settings that are asked for by <c>CONFIG GET</c>, one at a time: before Redis 7 it takes one name only.</summary>
    public static readonly IReadOnlyList<string> Settings = ["appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory", "maxmemory-policy"];

    /// <summary>Whether the append-only file is switched on: <c>yes</c> or <c>no</c>.</summary>
    public string? AppendOnly { get; init; }

    /// <summary>When it is forced to disk: <c>always</c>, <c>everysec</c> or <c>no</c>.</summary>
    public string? AppendFsync { get; init; }

    /// <summary>Whether forcing pauses while a child process writes a snapshot or a new append-only file, even with <c>always</c>: <c>yes</c> or <c>no</c>.</summary>
    public string? NoAppendFsyncOnRewrite { get; init; }

    /// <summary>Bytes from which the store evicts or refuses; <c>0</c> is no bound.</summary>
    public string? MaxMemory { get; init; }

    /// <summary>What it evicts then: <c>noeviction</c>, or one of the policies that do.</summary>
    public string? MaxMemoryPolicy { get; init; }

    /// <summary>Whether the append-only file is being written, as the server reports it: <c>1</c> or <c>0</c>.</summary>
    public string? AofEnabled { get; init; }

    /// <summary>Whether its last write succeeded: <c>ok</c> or <c>err</c>.</summary>
    public string? AofLastWriteStatus { get; init; }

    /// <summary><c>master</c>, or <c>slave</c> for a replica.</summary>
    public string? Role { get; init; }

    /// <param name="settings">Answers to <c>CONFIG GET</c>; empty where it is refused, as managed services do.</param>
    /// <param name="info">The answer to <c>INFO</c>. It repeats the two memory settings, and so tells them where CONFIG is refused.</param>
    public static StoreAnswers From(IReadOnlyDictionary<string, string> settings, string info)
    {
        var facts = Facts(info);
        return new StoreAnswers
        {
            AppendOnly = settings.GetValueOrDefault("appendonly"),
            AppendFsync = settings.GetValueOrDefault("appendfsync"),
            NoAppendFsyncOnRewrite = settings.GetValueOrDefault("no-appendfsync-on-rewrite"),
            MaxMemory = settings.GetValueOrDefault("maxmemory") ?? facts.GetValueOrDefault("maxmemory"),
            MaxMemoryPolicy = settings.GetValueOrDefault("maxmemory-policy") ?? facts.GetValueOrDefault("maxmemory_policy"),
            AofEnabled = facts.GetValueOrDefault("aof_enabled"),
            AofLastWriteStatus = facts.GetValueOrDefault("aof_last_write_status"),
            Role = facts.GetValueOrDefault("role"),
        };
    }

    /// <summary>Lines <c>name:value</c>, under headings that start with #. A name that comes twice keeps its first value.</summary>
    private static Dictionary<string, string> Facts(string info)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2) is [[not '#', ..] name, var value]) facts.TryAdd(name, value);
        }

        return facts;
    }
}

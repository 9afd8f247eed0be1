namespace Orchestrator.Simulator;

/// <summary>What one simulator is: where it listens, whom it serves, how it behaves when nobody asks otherwise, and how much it remembers.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Address to listen on; port 0 takes a free one. Default: a free port of the loopback.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>How every request is treated unless a rule or a header says otherwise. Default: honest and as fast as possible.</summary>
    public Behaviour Behaviour { get; init; } = Behaviour.Honest;

    /// <summary>API keys that are let in. Default: none named, so any key is.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Models on offer. Default: the two that DeepSeek lists.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["deepseek-flash", "deepseek-v4-pro"];

    /// <summary>Older names, each with the model that serves it. Default: the two flash aliases.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>
    {
        ["deepseek-v4-flash"] = "deepseek-flash",
        ["deepseek-v4-flash-vision-exp"] = "deepseek-flash",
    };

    /// <summary>Longest prompt and completion together, in tokens. Default: 1 048 576.</summary>
    public int ContextTokens { get; init; } = 1_048_576;

    /// <summary>Most requests of one account at a time; zero is no ceiling. Default: no ceiling.</summary>
    public int ConcurrencyPerAccount { get; init; }

    /// <summary>Longest silence before a sign of life is written; zero is never. Default: 5 seconds.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest request body. Default: 48 MiB.</summary>
    public int RequestBytes { get; init; } = 48 * 1024 * 1024;

    /// <summary>Requests the journal remembers. Default: 10 000.</summary>
    public int JournalEntries { get; init; } = 10_000;

    /// <summary>Bytes of one body that the journal keeps. Default: 64 KiB.</summary>
    public int JournalBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of all bodies that the journal keeps together. Default: 256 MiB.</summary>
    public long JournalBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Prompt prefixes that the context cache remembers. Default: 100 000.</summary>
    public int CachedPrefixes { get; init; } = 100_000;

    /// <summary>Seed of jitter and of probabilities. Default: 1.</summary>
    public int Seed { get; init; } = 1;
}

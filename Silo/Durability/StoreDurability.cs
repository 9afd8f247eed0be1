namespace Orchestrator.Durability;

/// <summary>Whether a store keeps what it acknowledged, and what speaks against it in plain words.</summary>
/// <remarks>
/// Everything that is granted or remembered rests on what the store acknowledged: a quota that was written down and is forgotten is granted
/// again. What the settings of Redis mean is told at https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/.
/// Not seen from here: a disk that claims to have written, and a failover to a replica that lags behind its primary.
/// </remarks>
internal sealed record StoreDurability(StoreVerdict Verdict, IReadOnlyList<string> Findings)
{
    private const int LongestAnswer = 32;

    /// <summary>A store that loses nothing; so is the embedded one, whose options are ours.</summary>
    public static readonly StoreDurability Kept = new(StoreVerdict.Kept, []);

    /// <summary>A store that cannot be reached.</summary>
    public static readonly StoreDurability NotAsked =
        new(StoreVerdict.Unknown, ["the store could not be asked how it keeps what it acknowledges: it is asked again until it answers."]);

    /// <summary>The verdict as the end of a sentence that starts with the store.</summary>
    public string InWords => Verdict switch
    {
        StoreVerdict.Kept => "keeps what it acknowledges",
        StoreVerdict.LosesLastSecond => "may lose the last second of what it acknowledged",
        StoreVerdict.MayLoseAnything => "may lose anything that it acknowledged",
        _ => "is not known to keep what it acknowledges",
    };

    public static StoreDurability Judge(StoreAnswers answers)
    {
        (StoreVerdict Verdict, string? Finding)[] all =
        [
            AppendOnly(answers), WriteStatus(answers.AofLastWriteStatus), AppendFsync(answers.AppendFsync),
            FsyncOnRewrite(answers.NoAppendFsyncOnRewrite), Eviction(answers), Role(answers.Role),
        ];
        return new StoreDurability(all.Max(each => each.Verdict), [.. all.Select(each => each.Finding).OfType<string>()]);
    }

    /// <summary>Several servers that share the keys keep what the worst of them keeps.</summary>
    public static StoreDurability Together(IReadOnlyCollection<StoreDurability> servers) => servers.Count == 0
        ? NotAsked
        : new StoreDurability(servers.Max(server => server.Verdict), [.. servers.SelectMany(server => server.Findings).Distinct()]);

    // What runs counts before what is set: a server may have failed to switch on what its configuration says.
    private static (StoreVerdict, string?) AppendOnly(StoreAnswers answers) => answers switch
    {
        { AppendOnly: "no" } or { AofEnabled: "0", AppendOnly: null } =>
            Anything("appendonly is no: a crash of the store loses all that it acknowledged since its last snapshot; set it to yes."),
        { AofEnabled: "0" } => Anything("aof_enabled is 0 though appendonly is yes: the append-only file is not written; look into the log of the store."),
        { AofEnabled: "1" } or { AppendOnly: "yes" } => Fine,
        _ => NotTold("appendonly", "yes"),
    };

    private static (StoreVerdict, string?) WriteStatus(string? status) => status switch
    {
        "ok" => Fine,
        null => NotTold("aof_last_write_status", "ok"),
        _ => Anything($"aof_last_write_status is {Short(status)}: the store could not write its append-only file; look at its disk."),
    };

    private static (StoreVerdict, string?) AppendFsync(string? fsync) => fsync switch
    {
        "always" => Fine,
        "everysec" => (StoreVerdict.LosesLastSecond, "appendfsync is everysec: a crash of the store loses up to a second of what it acknowledged; set it to always."),
        null => NotTold("appendfsync", "always"),
        _ => Anything($"appendfsync is {Short(fsync)}: a crash of the store's machine loses what was not yet on disk, half a minute and more; set it to always."),
    };

    private static (StoreVerdict, string?) FsyncOnRewrite(string? pauses) => pauses switch
    {
        "no" => Fine,
        null => NotTold("no-appendfsync-on-rewrite", "no"),
        _ => Anything($"no-appendfsync-on-rewrite is {Short(pauses)}: a crash while the append-only file is rewritten loses what was acknowledged meanwhile; set it to no."),
    };

    // Policies named volatile-* spare keys without expiry, as ours are. A promise should not hang on how keys happen to be written.
    private static (StoreVerdict, string?) Eviction(StoreAnswers answers) => answers switch
    {
        { MaxMemoryPolicy: "noeviction" } or { MaxMemory: "0" } => Fine,
        { MaxMemoryPolicy: null } => NotTold("maxmemory-policy", "noeviction"),
        { MaxMemory: null } => NotTold("maxmemory", $"0 with a maxmemory-policy of {Short(answers.MaxMemoryPolicy)}"),
        _ => Anything($"maxmemory-policy is {Short(answers.MaxMemoryPolicy)}: at a maxmemory of {Short(answers.MaxMemory)} bytes the store drops what it acknowledged; set it to noeviction."),
    };

    private static (StoreVerdict, string?) Role(string? role) => role switch
    {
        "master" => Fine,
        null => NotTold("role", "master"),
        _ => Anything($"role is {Short(role)}: what a replica holds is overwritten by its primary; name the primary in Orchestrator:Redis."),
    };

    private static (StoreVerdict, string?) Fine => (StoreVerdict.Kept, null);

    private static (StoreVerdict, string?) Anything(string finding) => (StoreVerdict.MayLoseAnything, finding);

    private static (StoreVerdict, string?) NotTold(string name, string expected) =>
        (StoreVerdict.Unknown, $"{name} is not told by the store, as where CONFIG or INFO is refused: make sure that it is {expected}.");

    private static string Short(string answer) => answer.Length <= LongestAnswer ? answer : answer[..LongestAnswer];
}

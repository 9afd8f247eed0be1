using Xunit;

namespace Orchestrator.Durability;

public sealed class StoreAnswersTests
{
    /// <summary>As Redis 7.0 writes it, shortened.</summary>
    private const string Info = "# Server\r\nredis_version:7.0.15\r\nexecutable:/usr/bin/redis-server:1\r\n\r\n# Memory\r\nmaxmemory:1048576\r\nmaxmemory_policy:allkeys-lru\r\n"
        + "\r\n# Persistence\r\naof_enabled:1\r\naof_last_write_status:ok\r\n\r\n# Replication\r\nrole:master\r\n";

    [Fact]
    public void Settings_and_facts_are_read_from_both_answers()
    {
        var answers = StoreAnswers.From(new Dictionary<string, string>
        {
            ["appendonly"] = "yes",
            ["appendfsync"] = "always",
            ["no-appendfsync-on-rewrite"] = "no",
            ["maxmemory"] = "0",
            ["maxmemory-policy"] = "noeviction",
        }, Info);

        Assert.Equal(new StoreAnswers
        {
            AppendOnly = "yes",
            AppendFsync = "always",
            NoAppendFsyncOnRewrite = "no",
            MaxMemory = "0",
            MaxMemoryPolicy = "noeviction",
            AofEnabled = "1",
            AofLastWriteStatus = "ok",
            Role = "master",
        }, answers);
        Assert.Equal(StoreVerdict.Kept, StoreDurability.Judge(answers).Verdict);
    }

    [Fact]
    public void Where_CONFIG_is_refused_the_facts_tell_of_eviction_and_never_enough_to_keep()
    {
        var managed = StoreAnswers.From(new Dictionary<string, string>(), Info);
        var harmless = StoreAnswers.From(new Dictionary<string, string>(), Info.Replace("allkeys-lru", "noeviction", StringComparison.Ordinal));

        Assert.Equal(("1048576", "allkeys-lru"), (managed.MaxMemory, managed.MaxMemoryPolicy));
        Assert.Equal(StoreVerdict.MayLoseAnything, StoreDurability.Judge(managed).Verdict);
        Assert.Equal(StoreVerdict.Unknown, StoreDurability.Judge(harmless).Verdict);
        Assert.Contains(StoreDurability.Judge(harmless).Findings, finding => finding.Contains("CONFIG", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\n#:\n:\nrole\nrole:\n")]
    public void An_answer_that_is_no_list_of_facts_tells_nothing_good(string info)
    {
        Assert.NotEqual(StoreVerdict.Kept, StoreDurability.Judge(StoreAnswers.From(new Dictionary<string, string>(), info)).Verdict);
    }
}

using CsCheck;
using Xunit;

namespace Orchestrator.Durability;

public sealed class StoreDurabilityTests
{
    private static readonly StoreAnswers s_keeps = new()
    {
        AppendOnly = "yes",
        AppendFsync = "always",
        NoAppendFsyncOnRewrite = "no",
        MaxMemory = "0",
        MaxMemoryPolicy = "noeviction",
        AofEnabled = "1",
        AofLastWriteStatus = "ok",
        Role = "master",
    };

    /// <summary>Any answers, among them none, and some that no server gives.</summary>
    private static readonly Gen<StoreAnswers> s_any = Gen.Select(
        OneOf("yes", "no", null), OneOf("always", "everysec", "no", "sometimes", null), OneOf("yes", "no", null),
        OneOf("0", "1073741824", null), OneOf("noeviction", "allkeys-lru", "volatile-ttl", null),
        OneOf("0", "1", null), OneOf("ok", "err", null), OneOf("master", "slave", null),
        (only, fsync, pauses, memory, policy, enabled, status, role) => new StoreAnswers
        {
            AppendOnly = only,
            AppendFsync = fsync,
            NoAppendFsyncOnRewrite = pauses,
            MaxMemory = memory,
            MaxMemoryPolicy = policy,
            AofEnabled = enabled,
            AofLastWriteStatus = status,
            Role = role,
        });

    [Fact]
    public void A_store_with_everything_on_keeps_and_there_is_nothing_to_say()
    {
        Assert.Equal((StoreVerdict.Kept, 0), (StoreDurability.Judge(s_keeps).Verdict, StoreDurability.Judge(s_keeps).Findings.Count));
    }

    [Theory]
    [InlineData("maxmemory", "1073741824")]
    [InlineData("maxmemory-policy", "allkeys-lru")]
    public void A_bound_without_eviction_and_an_eviction_without_bound_lose_nothing(string setting, string value)
    {
        Assert.Equal(StoreVerdict.Kept, StoreDurability.Judge(With(setting, value)).Verdict);
    }

    [Theory]
    [InlineData("appendonly", "no", "MayLoseAnything", "appendonly is no: ", "set it to yes")]
    [InlineData("aof_enabled", "0", "MayLoseAnything", "aof_enabled is 0 though appendonly is yes: ", "log of the store")]
    [InlineData("aof_last_write_status", "err", "MayLoseAnything", "aof_last_write_status is err: ", "disk")]
    [InlineData("appendfsync", "everysec", "LosesLastSecond", "appendfsync is everysec: ", "set it to always")]
    [InlineData("appendfsync", "no", "MayLoseAnything", "appendfsync is no: ", "set it to always")]
    [InlineData("no-appendfsync-on-rewrite", "yes", "MayLoseAnything", "no-appendfsync-on-rewrite is yes: ", "set it to no")]
    [InlineData("role", "slave", "MayLoseAnything", "role is slave: ", "Orchestrator:Redis")]
    [InlineData("appendfsync", null, "Unknown", "appendfsync is not told", "make sure that it is always")]
    [InlineData("no-appendfsync-on-rewrite", null, "Unknown", "no-appendfsync-on-rewrite is not told", "make sure that it is no")]
    [InlineData("aof_last_write_status", null, "Unknown", "aof_last_write_status is not told", "make sure that it is ok")]
    [InlineData("role", null, "Unknown", "role is not told", "make sure that it is master")]
    public void One_answer_that_is_not_right_decides_and_is_named_with_what_was_expected(string setting, string? value, string verdict, string starts, string names)
    {
        var durability = StoreDurability.Judge(With(setting, value));

        Assert.Equal(verdict, durability.Verdict.ToString());
        var finding = Assert.Single(durability.Findings);
        Assert.StartsWith(starts, finding, StringComparison.Ordinal);
        Assert.Contains(names, finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1073741824", "allkeys-lru", "MayLoseAnything", "maxmemory-policy is allkeys-lru: at a maxmemory of 1073741824 bytes ")]
    [InlineData("1073741824", "volatile-lru", "MayLoseAnything", "maxmemory-policy is volatile-lru: ")]
    [InlineData(null, "allkeys-lru", "Unknown", "maxmemory is not told")]
    [InlineData("1073741824", null, "Unknown", "maxmemory-policy is not told")]
    public void Eviction_counts_where_there_may_be_a_bound(string? bound, string? policy, string verdict, string starts)
    {
        var durability = StoreDurability.Judge(s_keeps with { MaxMemory = bound, MaxMemoryPolicy = policy });

        Assert.Equal(verdict, durability.Verdict.ToString());
        Assert.StartsWith(starts, Assert.Single(durability.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_tells_nothing_is_unknown()
    {
        Assert.Equal(StoreVerdict.Unknown, StoreDurability.Judge(new StoreAnswers()).Verdict);
    }

    [Fact]
    public void Only_a_store_that_told_every_right_answer_keeps()
    {
        s_any.Sample(answers =>
        {
            var durability = StoreDurability.Judge(answers);
            var written = answers is { AppendOnly: "yes", AofEnabled: not "0" } or { AppendOnly: null, AofEnabled: "1" };
            var forced = answers is { AppendFsync: "always", NoAppendFsyncOnRewrite: "no", AofLastWriteStatus: "ok" };
            var evicts = answers is not ({ MaxMemoryPolicy: "noeviction" } or { MaxMemory: "0" });
            var right = written && forced && !evicts && answers.Role == "master";

            Assert.Equal(right, durability.Verdict == StoreVerdict.Kept);
            Assert.Equal(right, durability.Findings.Count == 0);
        });
    }

    [Fact]
    public void Several_servers_keep_what_the_worst_of_them_keeps()
    {
        var everysec = StoreDurability.Judge(s_keeps with { AppendFsync = "everysec" });
        var evicts = StoreDurability.Judge(s_keeps with { MaxMemory = "1", MaxMemoryPolicy = "allkeys-lru" });

        var all = StoreDurability.Together([StoreDurability.Kept, everysec, evicts, everysec]);

        Assert.Equal(StoreVerdict.MayLoseAnything, all.Verdict);
        Assert.Equal([.. everysec.Findings, .. evicts.Findings], all.Findings);
        Assert.Same(StoreDurability.NotAsked, StoreDurability.Together([]));
    }

    [Fact]
    public void A_long_answer_is_cut()
    {
        Assert.True(Assert.Single(StoreDurability.Judge(s_keeps with { AppendFsync = new string('x', 10_000) }).Findings).Length < 250);
    }

    private static Gen<string?> OneOf(params string?[] answers) => Gen.Int[0, answers.Length - 1].Select(index => answers[index]);

    private static StoreAnswers With(string setting, string? value) => setting switch
    {
        "appendonly" => s_keeps with { AppendOnly = value, AofEnabled = "0" },
        "appendfsync" => s_keeps with { AppendFsync = value },
        "no-appendfsync-on-rewrite" => s_keeps with { NoAppendFsyncOnRewrite = value },
        "maxmemory" => s_keeps with { MaxMemory = value },
        "maxmemory-policy" => s_keeps with { MaxMemoryPolicy = value },
        "aof_enabled" => s_keeps with { AofEnabled = value },
        "aof_last_write_status" => s_keeps with { AofLastWriteStatus = value },
        "role" => s_keeps with { Role = value },
        _ => throw new ArgumentException($"'{setting}' is no answer.", nameof(setting)),
    };
}

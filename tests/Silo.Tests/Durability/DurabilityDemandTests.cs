using Microsoft.Extensions.Configuration;
using Xunit;

namespace Orchestrator.Durability;

public sealed class DurabilityDemandTests
{
    private static readonly StoreDurability s_loses = StoreDurability.Judge(new StoreAnswers { AppendOnly = "yes", AppendFsync = "everysec" });

    [Theory]
    [InlineData("Warn", null, true)]
    [InlineData("Warn", "Estimated", true)]
    [InlineData("Warn", "Strict", false)]
    [InlineData("Warn", "strict", false)]
    [InlineData("Require", null, false)]
    [InlineData("Require", "Strict", false)]
    [InlineData("Accept", null, true)]
    [InlineData("Accept", "Strict", true)]
    public void A_store_that_loses_is_refused_by_who_asks_for_more_and_one_that_keeps_by_nobody(string policy, string? mode, bool met)
    {
        var demand = new DurabilityDemand(Enum.Parse<DurabilityPolicy>(policy), Plans(mode));

        Assert.Equal(met, demand.IsMetBy(s_loses));
        Assert.Equal(met, demand.IsMetBy(StoreDurability.NotAsked));
        Assert.True(demand.IsMetBy(StoreDurability.Kept));
    }

    [Fact]
    public void A_plan_that_turns_Strict_demands_at_once()
    {
        var configuration = Plans("Estimated");
        var demand = new DurabilityDemand(DurabilityPolicy.Warn, configuration);
        Assert.True(demand.IsMetBy(s_loses));

        configuration["Plans:gold:Mode"] = "Strict";

        Assert.False(demand.IsMetBy(s_loses));
    }

    [Theory]
    [InlineData("Warn", "Plans:gold:Mode 'Strict'")]
    [InlineData("Require", "the value Require")]
    public void A_refusal_says_what_was_found_who_expects_more_and_what_to_set(string policy, string who)
    {
        var lines = new DurabilityDemand(Enum.Parse<DurabilityPolicy>(policy), Plans("Strict")).Refusal(s_loses).ToList();

        Assert.Equal(s_loses.Findings.Count + 1, lines.Count);
        Assert.Contains(lines, line => line.StartsWith("Orchestrator:Redis: appendfsync is everysec", StringComparison.Ordinal));
        Assert.StartsWith($"Orchestrator:StoreDurability: {who} expects ", lines[^1], StringComparison.Ordinal);
        Assert.Contains("Orchestrator:StoreDurability to Accept", lines[^1], StringComparison.Ordinal);
    }

    private static IConfigurationRoot Plans(string? mode) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Plans:bronze:Limits:0:Name"] = "requests",
        ["Plans:gold:Limits:0:Name"] = "tokens",
        ["Plans:gold:Mode"] = mode,
    }).Build();
}

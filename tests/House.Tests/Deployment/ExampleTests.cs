using System.Text.Json;

namespace Orchestrator.House;

/// <summary>deploy/orchestrator.json names nothing that it does not also define.</summary>
public sealed class ExampleTests
{
    private static readonly JsonElement s_file = JsonDocument.Parse(Repository.Read("deploy/orchestrator.json")).RootElement;

    [Fact]
    public void Every_model_has_an_upstream()
    {
        Assert.All(Section("Models"), model => Assert.Contains(model.Value.GetProperty("Upstream").GetString(), Names("Upstreams")));
    }

    [Fact]
    public void Every_tenant_has_a_plan()
    {
        Assert.All(Section("Tenants"), tenant => Assert.Contains(tenant.Value.GetProperty("Plan").GetString(), Names("Plans")));
    }

    [Fact]
    public void Every_limit_counts_something_that_is_counted()
    {
        Assert.All(Section("Plans").SelectMany(plan => plan.Value.GetProperty("Limits").EnumerateArray()), limit =>
        {
            Assert.True(Enum.TryParse<QuotaUnit>(limit.GetProperty("Unit").GetString(), out var unit), $"{limit.GetProperty("Unit")} is no unit.");
            Assert.True(limit.GetProperty("Amount").GetInt64() > 0);
            Assert.Equal(unit != QuotaUnit.Concurrency, limit.TryGetProperty("Period", out _));
        });
    }

    [Fact]
    public void Every_section_and_every_member_is_one_that_a_silo_reads()
    {
        var sources = Settings.SourcesOf("Silo");
        var paths = s_file.EnumerateObject().SelectMany(section => section.Value.EnumerateObject().SelectMany(entry => entry.Value.EnumerateObject().Select(member => $"{section.Name}__{entry.Name}__{member.Name}")));

        Problems.None(paths.Distinct().Where(path => !Settings.AreReadFrom(path, sources)).Select(path => $"No source of Silo reads {path}"));
    }

    private static JsonElement.ObjectEnumerator Section(string name) => s_file.GetProperty(name).EnumerateObject();

    private static IEnumerable<string> Names(string section) => Section(section).Select(entry => entry.Name);
}

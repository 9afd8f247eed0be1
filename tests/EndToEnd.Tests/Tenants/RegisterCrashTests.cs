using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Tenants;

/// <summary>What the register acknowledged, after the process that held it was killed.</summary>
public sealed class RegisterCrashTests
{
    private const string Hourly = """{"limits":[{"name":"requests","unit":"Requests","amount":100000,"period":"01:00:00"}]}""";

    [Fact]
    public async Task What_was_acknowledged_outlives_the_silo_that_held_the_register_and_orders_go_on()
    {
        var cluster = new TestCluster();
        await using var _ = cluster;
        await cluster.InitializeAsync();
        var door = cluster.ClientApis[0].Address;
        var key = await Register.Make(door, "before", "plan", Hourly);
        using var admin = new Api(door, key: TestTenants.Admin);
        var version = (await admin.Json("/admin/v1/audit?limit=1")).GetProperty("data")[0].GetProperty("number").GetInt64();

        var holder = await Holder(admin, cluster);
        await holder.Process.Kill();

        // While nobody knows that the silo is dead, orders and calls may fail; what they answer is never wrong.
        await Register.Until(TimeSpan.FromSeconds(60), async () => (await admin.Post("/admin/v1/tenants", """{"id":"after","plan":"plan"}""")).StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict);
        await Register.Until(TimeSpan.FromSeconds(30), async () => await Register.Call(door, key) == HttpStatusCode.OK);
        var log = (await admin.Json("/admin/v1/audit?limit=200")).GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("number").GetInt64()).ToList();
        Assert.Equal(Enumerable.Range(1, log.Count).Select(number => (long)number).Reverse(), log);
        Assert.True(log[0] > version);
        var tenants = (await admin.Json("/admin/v1/tenants?search=e&limit=200")).GetProperty("data").EnumerateArray().Select(tenant => tenant.GetProperty("id").GetString()).ToList();
        Assert.Contains("before", tenants);
        Assert.Contains("after", tenants);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_one_process_was_killed_and_started_again()
    {
        await using var upstream = await SimulatedUpstream.Start();
        await using var silo = await new SiloProcess(upstream.Address).Start();
        var key = await Register.Make(silo.Address, "before", "plan", Hourly);
        using var admin = new Api(silo.Address, key: TestTenants.Admin);
        var orders = Enumerable.Range(0, 40).Select(number => admin.Post("/admin/v1/tenants", $$"""{"id":"t{{number}}","plan":"plan"}""")).ToList();
        var made = (await Task.WhenAll(orders)).Count(answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(40, made);

        await silo.Process.Kill();
        await silo.Start();

        await Register.Until(TimeSpan.FromSeconds(30), async () => await Register.Call(silo.Address, key) == HttpStatusCode.OK);
        Assert.Equal(42, (await admin.Json("/admin/v1/audit?limit=200")).GetProperty("data").GetArrayLength() - 1);
    }

    /// <summary>The silo that has the register in memory.</summary>
    private static async Task<SiloProcess> Holder(Api admin, TestCluster cluster)
    {
        JsonElement? found = null;
        await Register.Until(TimeSpan.FromSeconds(20), async () =>
        {
            var silos = (await admin.Json("/admin/v1/cluster")).GetProperty("silos").EnumerateArray();
            found = silos.Cast<JsonElement?>().FirstOrDefault(silo => silo!.Value.GetProperty("activations").EnumerateObject().Any(grain => grain.Name.EndsWith("TenantRegisterGrain", StringComparison.Ordinal) && grain.Value.GetInt32() > 0));
            return found is not null;
        });
        var name = found!.Value.GetProperty("silo").GetString()!;
        return cluster.Silos.Single(silo => name.Contains($":{silo.SiloPort}", StringComparison.Ordinal));
    }
}

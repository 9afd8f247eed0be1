using System.Net;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Tenants;

/// <summary>Tenants, keys and plans that are made while a cluster of real processes runs: what one door was told all doors do.</summary>
public sealed class RunTimeTenantTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const string Hourly = """{"limits":[{"name":"requests","unit":"Requests","amount":100000,"period":"01:00:00"}]}""";

    [Fact]
    public async Task A_tenant_that_one_door_made_calls_at_every_door_from_its_first_call_on()
    {
        for (var round = 0; round < 3; round++)
        {
            var key = await Make($"first-{round}", "first");

            var answers = await Task.WhenAll(cluster.Doors.Select(door => Call(door, key)));

            Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        }
    }

    [Fact]
    public async Task A_key_that_one_door_revoked_is_refused_at_every_door_within_five_seconds_and_for_good()
    {
        var key = await Make("revoked", "revoked");
        Assert.All(await Task.WhenAll(cluster.Doors.Select(door => Call(door, key))), status => Assert.Equal(HttpStatusCode.OK, status));
        using var admin = new Api(cluster.Doors[^1], key: TestTenants.Admin);
        var id = (await admin.Json("/admin/v1/tenants/revoked/keys")).GetProperty("data")[0].GetProperty("id").GetString();

        (await admin.Delete($"/admin/v1/tenants/revoked/keys/{id}")).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(HttpStatusCode.Unauthorized, await Call(cluster.Doors[^1], key));
        foreach (var door in cluster.Doors) await Until(TimeSpan.FromSeconds(5), async () => await Call(door, key) == HttpStatusCode.Unauthorized);
        Assert.All(await Task.WhenAll(cluster.Doors.Select(door => Call(door, key))), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
    }

    [Fact]
    public async Task A_plan_that_is_changed_binds_its_tenants_at_every_silo_and_what_they_used_stays_counted()
    {
        var key = await Make("bound", "bound", """{"limits":[{"name":"requests","unit":"Requests","amount":2,"period":"01:00:00"}]}""");
        var calls = new List<HttpStatusCode>();
        foreach (var door in cluster.Doors.Take(3)) calls.Add(await Call(door, key));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], calls.Order());

        using var admin = new Api(cluster.Doors[0], key: TestTenants.Admin);
        (await admin.Put("/admin/v1/plans/bound", """{"limits":[{"name":"requests","unit":"Requests","amount":5,"period":"01:00:00"}]}""")).EnsureSuccessStatusCode().Dispose();

        // Three more fit, wherever they come in.
        var more = 0;
        await Until(TimeSpan.FromSeconds(20), async () =>
        {
            foreach (var door in cluster.Doors) more += await Call(door, key) == HttpStatusCode.OK ? 1 : 0;
            return more >= 3;
        });
        Assert.Equal(3, more);
        Assert.All(await Task.WhenAll(cluster.Doors.Select(door => Call(door, key))), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
    }

    private Task<string> Make(string tenant, string plan, string terms = Hourly) => Register.Make(cluster.Doors[0], tenant, plan, terms);

    private static Task<HttpStatusCode> Call(string door, string key) => Register.Call(door, key);

    private static Task Until(TimeSpan most, Func<Task<bool>> isSo) => Register.Until(most, isSo);
}

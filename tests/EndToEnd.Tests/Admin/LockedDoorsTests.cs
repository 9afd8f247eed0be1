using System.Net;
using System.Text.RegularExpressions;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Admin;

/// <summary>Both programs as they run: each has the same doors, and all of them are locked.</summary>
public sealed class LockedDoorsTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly string[] s_others =
    [
        "GET /metrics", "GET /openapi/v1.json", "GET /admin/reference/", "GET /admin/reference/scalar.js", "GET /dashboard", "GET /_content/MudBlazor/MudBlazor.min.css", "GET /dashboard/upstreams", "POST /_blazor/negotiate",
        "GET /_framework/blazor.web.js", "GET /v1/models", "POST /v1/chat/completions", "POST /v1/responses", "GET /v1/usage", "POST /v1/conversations",
    ];

    [Fact]
    public async Task Every_door_of_every_program_is_locked_to_strangers_and_the_admins_to_tenants()
    {
        foreach (var address in new[] { cluster.Silos[0].Address, cluster.ClientApis[0].Address })
        {
            using var stranger = NewClient(address, key: null);
            using var tenant = NewClient(address, TestTenants.Key(TestTenants.Wide));
            var doors = await AdminDoors(address);
            Assert.True(doors.Count > 10, $"{address} serves {string.Join(", ", doors)}");

            foreach (var door in doors.Concat(s_others))
            {
                Assert.True(await IsRefused(stranger, door), $"{address} lets a stranger in: {door}");
                if (!door.Contains(" /v1/", StringComparison.Ordinal)) Assert.True(await IsRefused(tenant, door), $"{address} lets a tenant in: {door}");
            }
        }
    }

    private static async Task<List<string>> AdminDoors(string address)
    {
        using var admin = new Api(address, key: TestTenants.Admin);
        var document = await admin.Json("/openapi/v1.json");
        return [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {Regex.Replace(path.Name, @"\{\w+\}", "x")}"))];
    }

    private static async Task<bool> IsRefused(HttpClient http, string door)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Split(' ')[0]), door.Split(' ')[1]);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (answer.StatusCode is HttpStatusCode.Redirect && answer.Headers.Location!.AbsolutePath == "/dashboard/login");
    }

    private static HttpClient NewClient(string address, string? key)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        if (key is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        return client;
    }
}

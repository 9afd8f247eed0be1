using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Hosting;
using Orchestrator.Identity;
using Orchestrator.Sight;

namespace Orchestrator.Admin;

/// <summary>The admin API with an admin, a reader, and fakes where the grains would be.</summary>
internal static class AdminUnderTest
{
    public const string AdminKey = "ora_ada_0123456789abcdef";
    public const string ReaderKey = "ora_bob_0123456789abcdef";

    public static async Task<(ApiUnderTest Api, HttpClient Admin)> Start(Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? add = null, Action<WebApplication>? map = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["Admin:Keys:ada"] = KeyHash.Of(AdminKey).ToString(),
            ["Admin:Keys:bob:Hash"] = KeyHash.Of(ReaderKey).ToString(),
            ["Admin:Keys:bob:Role"] = "reader",
            ["Upstreams:simulator:BaseUrl"] = "http://127.0.0.1:1",
        };
        foreach (var (name, value) in settings ?? []) all[name] = value;
        var api = await ApiUnderTest.Start(all, add: add, map: map);
        api.Grains.Others[(typeof(ISightGrain), 0L)] = new FakeSight();
        return (api, api.NewClient(AdminKey));
    }

    public static async Task<JsonElement> Problem(this HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            throw new InvalidOperationException($"{answer.StatusCode} is no problem: {await answer.Content.ReadAsStringAsync()}");
        var problem = await answer.Json();
        if (problem.GetProperty("status").GetInt32() != (int)answer.StatusCode) throw new InvalidOperationException($"The problem names another status: {problem}");
        return problem;
    }

    public static string Wrong(this JsonElement problem, string field) => problem.GetProperty("errors").GetProperty(field)[0].GetString()!;

    /// <summary>The endpoints below /admin/v1, as method and path; without those that answer where nothing is.</summary>
    public static IEnumerable<string> AdminRoutes(this ApiUnderTest api) => api.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(AdminHosting.Root, StringComparison.Ordinal))
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}

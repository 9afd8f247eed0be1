using System.Net;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Tenants;

/// <summary>Makes tenants through the admin API, and calls as they do.</summary>
internal static class Register
{
    /// <summary>A plan, a tenant of it and a key for that, all at one door. Answers with the key.</summary>
    public static async Task<string> Make(string door, string tenant, string plan, string terms)
    {
        using var admin = new Api(door, key: TestTenants.Admin);
        (await admin.Put($"/admin/v1/plans/{plan}", terms)).EnsureSuccessStatusCode().Dispose();
        (await admin.Post("/admin/v1/tenants", $$"""{"id":"{{tenant}}","plan":"{{plan}}"}""")).EnsureSuccessStatusCode().Dispose();
        return (await Api.Json((await admin.Post($"/admin/v1/tenants/{tenant}/keys", "{}")).EnsureSuccessStatusCode())).GetProperty("key").GetString()!;
    }

    public static async Task<HttpStatusCode> Call(string door, string key)
    {
        using var api = new Api(door, key: key);
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("hello"));
        return answer.StatusCode;
    }

    /// <summary>Tries until it is so, ten times a second.</summary>
    public static async Task Until(TimeSpan most, Func<Task<bool>> isSo)
    {
        using var ended = new CancellationTokenSource(most);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo())
        {
            if (ended.IsCancellationRequested) Assert.Fail($"It was not so within {most}.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
